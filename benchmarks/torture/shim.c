/* Fails the k-th write, flush or rename under one folder; loaded before the C library (LD_PRELOAD). */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static long calls, fail_at;
static int fail_with;
static char folder[4096];

/* From the k-th call on everything fails if `k` is positive, only that call if it is negative. */
void torture_arm(const char *path, long k, int error) {
    strncpy(folder, path, sizeof folder - 1);
    calls = 0;
    fail_at = k;
    fail_with = error;
}

long torture_calls(void) { return calls; }

static int is_ours(int file) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t size = readlink(link, path, sizeof path - 1);
    if (size < 0) return 0;
    path[size] = 0;
    return folder[0] && strncmp(path, folder, strlen(folder)) == 0;
}

static int fails(int counts) {
    if (!counts) return 0;
    calls++;
    if ((fail_at > 0 && calls >= fail_at) || (fail_at < 0 && calls == -fail_at)) {
        errno = fail_with;
        return 1;
    }
    return 0;
}

#define REAL(name) ((__typeof__(name) *)dlsym(RTLD_NEXT, #name))

ssize_t write(int file, const void *data, size_t size) {
    return fails(is_ours(file)) ? -1 : REAL(write)(file, data, size);
}
ssize_t pwrite(int file, const void *data, size_t size, off_t at) {
    return fails(is_ours(file)) ? -1 : REAL(pwrite)(file, data, size, at);
}
ssize_t pwrite64(int file, const void *data, size_t size, off64_t at) {
    return fails(is_ours(file)) ? -1 : REAL(pwrite64)(file, data, size, at);
}
int fsync(int file) { return fails(is_ours(file)) ? -1 : REAL(fsync)(file); }
int fdatasync(int file) { return fails(is_ours(file)) ? -1 : REAL(fdatasync)(file); }
int ftruncate(int file, off_t size) { return fails(is_ours(file)) ? -1 : REAL(ftruncate)(file, size); }
int rename(const char *from, const char *to) {
    return fails(folder[0] && strncmp(to, folder, strlen(folder)) == 0) ? -1 : REAL(rename)(from, to);
}
