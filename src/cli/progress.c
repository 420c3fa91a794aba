/* Progress on a terminal: see progress.h. */
#include "cli/progress.h"

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#define SHOW_EVERY_US 150000

static volatile sig_atomic_t stopped;
static gint64 shown_at;
static bool on_terminal, is_shown;

static void on_signal(int number)
{
    if (stopped) {
        signal(number, SIG_DFL);
        raise(number);
    }
    stopped = 1;
}

void progress_start(void)
{
    on_terminal = isatty(STDERR_FILENO);
}

void progress_catch(void)
{
    struct sigaction action = { .sa_handler = on_signal };
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

void progress_show(const char *what, gint64 done, gint64 total)
{
    gint64 now = g_get_monotonic_time();
    if (!on_terminal || (done != total && now - shown_at < SHOW_EVERY_US))
        return;
    shown_at = now;
    is_shown = true;
    if (total > 0)
        fprintf(stderr, "\r%s %3d%% (%" G_GINT64_FORMAT " of %" G_GINT64_FORMAT ")\033[K", what,
                (int)(done * 100 / total), done, total);
    else
        fprintf(stderr, "\r%s %" G_GINT64_FORMAT "\033[K", what, done);
    fflush(stderr);
}

void progress_end(void)
{
    if (is_shown)
        fputs("\r\033[K", stderr);
    is_shown = false;
}

bool progress_stopped(void)
{
    return stopped != 0;
}
