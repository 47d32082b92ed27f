/*
 * Shifts the wall clock of a process that preloads this library by WRONG_CLOCK_SECONDS. The monotonic clock stays correct, as on a
 * real node. (libfaketime does the same and more, but takes a lock at each call: a JVM starts twenty times more slowly.)
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

static int (*real_clock_gettime)(clockid_t, struct timespec *);
static int (*real_gettimeofday)(struct timeval *, void *);
static long wrong_by;

__attribute__((constructor)) static void prepare(void) {
  const char *seconds = getenv("WRONG_CLOCK_SECONDS");
  wrong_by = seconds == NULL ? 0 : atol(seconds);
  *(void **)&real_clock_gettime = dlsym(RTLD_NEXT, "clock_gettime");
  *(void **)&real_gettimeofday = dlsym(RTLD_NEXT, "gettimeofday");
}

int clock_gettime(clockid_t clock, struct timespec *time) {
  int result;
  if (real_clock_gettime == NULL) prepare();
  result = real_clock_gettime(clock, time);
  if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) time->tv_sec += wrong_by;
  return result;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
  int result;
  if (real_gettimeofday == NULL) prepare();
  result = real_gettimeofday(time, zone);
  if (result == 0) time->tv_sec += wrong_by;
  return result;
}

time_t time(time_t *result) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (result != NULL) *result = now.tv_sec;
  return now.tv_sec;
}
