/* The walls around the photo decoder. */
#pragma once

#include <stdbool.h>

/* Limits that hold from the start: memory, processor time, no file growth, no core, no descriptors
 * but the first three. */
bool sandbox_limit(void);
/* From here on only computing, memory, threads, writing to descriptors 1 and 2, and the end. Every
 * other system call fails with EPERM. */
bool sandbox_enter(void);
/* Tries the forbidden thing of this name. 0 refused, 1 it worked, 2 no such name. */
int sandbox_try(const char *name);
