/* A wall clock that steps: LD_PRELOADed, it adds to CLOCK_REALTIME the seconds that the file CLOCK_STEP holds. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t clock, struct timespec *time) {
    long result = syscall(SYS_clock_gettime, clock, time);
    const char *name = getenv("CLOCK_STEP");
    if (result == 0 && clock == CLOCK_REALTIME && name) {
        char text[32];
        int file = open(name, O_RDONLY | O_CLOEXEC);
        ssize_t length = file < 0 ? -1 : read(file, text, sizeof text - 1);
        if (length > 0) {
            text[length] = 0;
            time->tv_sec += atol(text);
        }
        if (file >= 0) close(file);
    }
    return (int)result;
}
