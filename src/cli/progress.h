/* Long work: shows on a terminal how far it is, and can be stopped between batches. Nothing is
 * printed when stderr is no terminal. */
#pragma once

#include <glib.h>
#include <stdbool.h>

void progress_start(void);
/* From here on SIGINT and SIGTERM ask for a stop instead of ending the program; a second one ends
 * it. For work that must tidy up; work that only reads, or that is one transaction, may just end.
 */
void progress_catch(void);
/* Somebody asked to stop. */
bool progress_stopped(void);
/* total 0: not known. A few lines a second at most, over one another. */
void progress_show(const char *what, gint64 done, gint64 total);
/* Takes the line away. */
void progress_end(void);
