/* Tells ThreadSanitizer of GLib's locks: Debian's GLib takes them by futex, unseen, so that every
 * lock would look like none. Preloaded into programs of build-tsan only:
 *   cc -shared -fPIC -o tsan_glib.so tests/lib/tsan_glib.c $(pkg-config --cflags glib-2.0)
 *   G_SLICE=always-malloc LD_PRELOAD="$(cc -print-file-name=libtsan.so) ./tsan_glib.so" PROGRAM
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dlfcn.h>
#include <glib.h>

void __tsan_mutex_pre_lock(void *lock, unsigned flags);
void __tsan_mutex_post_lock(void *lock, unsigned flags, int depth);
int __tsan_mutex_pre_unlock(void *lock, unsigned flags);
void __tsan_mutex_post_unlock(void *lock, unsigned flags);

static void (*real_lock)(GMutex *lock);
static void (*real_unlock)(GMutex *lock);
static void (*real_wait)(GCond *cond, GMutex *lock);
static gboolean (*real_wait_until)(GCond *cond, GMutex *lock, gint64 until);

/* Other libraries take locks before any constructor of ours has run. */
static void find_real(void)
{
    if (real_wait_until)
        return;
    real_lock = (void (*)(GMutex *))dlsym(RTLD_NEXT, "g_mutex_lock");
    real_unlock = (void (*)(GMutex *))dlsym(RTLD_NEXT, "g_mutex_unlock");
    real_wait = (void (*)(GCond *, GMutex *))dlsym(RTLD_NEXT, "g_cond_wait");
    real_wait_until = (gboolean(*)(GCond *, GMutex *, gint64))dlsym(RTLD_NEXT, "g_cond_wait_until");
}

static void let_go(GMutex *lock)
{
    __tsan_mutex_pre_unlock(lock, 0);
    __tsan_mutex_post_unlock(lock, 0);
}

static void take(GMutex *lock)
{
    __tsan_mutex_pre_lock(lock, 0);
    __tsan_mutex_post_lock(lock, 0, 0);
}

void g_mutex_lock(GMutex *lock)
{
    find_real();
    __tsan_mutex_pre_lock(lock, 0);
    real_lock(lock);
    __tsan_mutex_post_lock(lock, 0, 0);
}

void g_mutex_unlock(GMutex *lock)
{
    find_real();
    __tsan_mutex_pre_unlock(lock, 0);
    real_unlock(lock);
    __tsan_mutex_post_unlock(lock, 0);
}

void g_cond_wait(GCond *cond, GMutex *lock)
{
    find_real();
    let_go(lock);
    real_wait(cond, lock);
    take(lock);
}

gboolean g_cond_wait_until(GCond *cond, GMutex *lock, gint64 until)
{
    find_real();
    let_go(lock);
    gboolean signalled = real_wait_until(cond, lock, until);
    take(lock);
    return signalled;
}
