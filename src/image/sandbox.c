/* The walls around the photo decoder: see sandbox.h. An allow-list, since a deny-list ages badly:
 * what a new library version wants besides shows up as EPERM in the tests, not as a hole.
 */
#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#elif defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#endif
#ifndef SANITIZED
#define SANITIZED 0 /* else address space is a sanitizer's shadow and cannot be limited */
#endif

#if defined(__SANITIZE_THREAD__)
/* libvips is not built for ThreadSanitizer, which takes its locks for races and dies of the report.
 */
const char *__tsan_default_options(void);
const char *__tsan_default_options(void)
{
    return "report_bugs=0";
}
#endif

#define MEMORY_BYTES (1024UL * 1024 * 1024)
enum { CPU_S = 15 };

/* What is tighter already stays so. */
static bool limit(__rlimit_resource_t what, rlim_t most)
{
    struct rlimit both;
    if (getrlimit(what, &both) != 0)
        return false;
    both.rlim_max = both.rlim_cur = MIN(both.rlim_max, most);
    return setrlimit(what, &both) == 0;
}

bool sandbox_limit(void)
{
    signal(SIGXFSZ, SIG_IGN); /* a warning on a standard error that is a file: just not written */
    return close_range(3, ~0U, 0) == 0 && prctl(PR_SET_DUMPABLE, 0) == 0 &&
           (SANITIZED || limit(RLIMIT_AS, MEMORY_BYTES)) && limit(RLIMIT_CPU, CPU_S) &&
           limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_CORE, 0);
}

static bool allow_plain(scmp_filter_ctx filter)
{
    static const int CALLS[] = {
        SCMP_SYS(munmap),
        SCMP_SYS(mremap),
        SCMP_SYS(brk),
        SCMP_SYS(madvise),
        SCMP_SYS(futex),
        SCMP_SYS(set_robust_list),
        SCMP_SYS(rseq),
        SCMP_SYS(rt_sigprocmask),
        SCMP_SYS(rt_sigreturn),
        SCMP_SYS(sigaltstack),
        SCMP_SYS(restart_syscall),
        SCMP_SYS(sched_yield),
        SCMP_SYS(gettid),
        SCMP_SYS(getpid),
        SCMP_SYS(sched_getaffinity),
        SCMP_SYS(clock_gettime),
        SCMP_SYS(gettimeofday),
        SCMP_SYS(clock_nanosleep),
        SCMP_SYS(getrandom),
        SCMP_SYS(exit),
        SCMP_SYS(exit_group),
    };
    for (gsize i = 0; i < G_N_ELEMENTS(CALLS); i++)
        if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, CALLS[i], 0) != 0)
            return false;
    return true;
}

/* Memory is never executable, what is created is a thread and no process, and clone3, whose
 * arguments a filter cannot see, does not exist: the C library then uses clone. */
static bool allow_bounded(scmp_filter_ctx f)
{
    const scmp_datum_t thread = CLONE_VM | CLONE_THREAD;
    return seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
                            SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0 &&
           seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
                            SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0 &&
           seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
                            SCMP_A0(SCMP_CMP_MASKED_EQ, thread, thread)) == 0 &&
           seccomp_rule_add(f, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0 &&
           seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(write), 1,
                            SCMP_A0(SCMP_CMP_EQ, STDOUT_FILENO, 0)) == 0 &&
           seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(write), 1,
                            SCMP_A0(SCMP_CMP_EQ, STDERR_FILENO, 0)) == 0;
}

bool sandbox_enter(void)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    if (!filter)
        return false;
    bool ok = allow_plain(filter) && allow_bounded(filter) && seccomp_load(filter) == 0;
    seccomp_release(filter);
    return ok;
}

static bool try_socket(void)
{
    return socket(AF_INET, SOCK_STREAM, 0) >= 0 || socket(AF_UNIX, SOCK_STREAM, 0) >= 0;
}

static bool try_exec(void)
{
    char *const argv[] = { (char *)"false", NULL };
    execve("/bin/false", argv, argv + 1); /* if it worked, its exit status says so */
    return errno != EPERM;
}

static bool try_fork(void)
{
    pid_t pid = fork();
    if (pid == 0)
        _exit(0);
    return pid > 0;
}

static bool try_read(void)
{
    return open("/etc/passwd", O_RDONLY) >= 0;
}

static bool try_write(void)
{
    return open("/dev/null", O_WRONLY) >= 0;
}

static bool try_kill(void)
{
    return kill(getpid(), 0) == 0;
}

static bool try_code(void)
{
    return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                0) != MAP_FAILED;
}

static bool try_memory(void)
{
    return !SANITIZED && mmap(NULL, 2 * MEMORY_BYTES, PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
}

/* Ends by the limit of time only. */
static bool try_spin(void)
{
    while (g_get_monotonic_time() > 0)
        ;
    return true;
}

int sandbox_try(const char *name)
{
    static const struct {
        const char *name;
        bool (*try)(void);
    } TRIES[] = { { "socket", try_socket }, { "exec", try_exec },     { "fork", try_fork },
                  { "read", try_read },     { "write", try_write },   { "kill", try_kill },
                  { "code", try_code },     { "memory", try_memory }, { "spin", try_spin } };
    for (gsize i = 0; i < G_N_ELEMENTS(TRIES); i++)
        if (g_strcmp0(TRIES[i].name, name) == 0)
            return TRIES[i].try() ? 1 : 0;
    return 2;
}
