/* Asks the kernel to stop, to start something else, to load code, and to change the time and the name. */
#include "tried.h"
#include <sys/reboot.h>
#include <sys/time.h>
#include <sys/timex.h>
int main(void)
{
    struct timeval time = {.tv_sec = 1};
    struct timespec precise = {.tv_sec = 1};
    struct timezone zone = {.tz_minuteswest = 60};
    struct timex change = {.modes = ADJ_OFFSET | ADJ_TICK, .offset = 1, .tick = 9000};
    static const int commands[] = {RB_AUTOBOOT, RB_HALT_SYSTEM, RB_ENABLE_CAD, RB_DISABLE_CAD, RB_POWER_OFF,
                                   RB_SW_SUSPEND, RB_KEXEC};
    static char buffer[4096];

    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        FAILS_WITH(EPERM, reboot(commands[i]));
    FAILS_WITH(EPERM, syscall(SYS_kexec_load, 0, 0, NULL, 0));
    FAILS_WITH(EPERM, syscall(SYS_kexec_file_load, 0, 0, 1, "x", 0));
    FAILS_WITH(EPERM, syscall(SYS_init_module, buffer, sizeof buffer, ""));
    FAILS_WITH(EPERM, syscall(SYS_finit_module, open("/proc/self/exe", O_RDONLY), "", 3));
    FAILS_WITH(EPERM, syscall(SYS_delete_module, "ext4", O_NONBLOCK));
    FAILS_WITH(EPERM, settimeofday(&time, NULL));
    FAILS_WITH(EPERM, settimeofday(NULL, &zone));
    FAILS_WITH(EPERM, clock_settime(CLOCK_REALTIME, &precise));
    FAILS_WITH(EPERM, clock_settime(CLOCK_MONOTONIC, &precise));
    FAILS_WITH(EPERM, adjtimex(&change));
    FAILS_WITH(EPERM, clock_adjtime(CLOCK_REALTIME, &change));
    FAILS_WITH(EPERM, sethostname("owned", 5));
    FAILS_WITH(EPERM, setdomainname("owned", 5));
    FAILS_WITH(EPERM, syscall(SYS_swapon, "/box/x", 0));
    FAILS_WITH(EPERM, syscall(SYS_swapoff, "/dev/vda"));
    FAILS_WITH(EPERM, syscall(SYS_acct, "/tmp/x"));
    FAILS_WITH(EPERM, syscall(SYS_quotactl, 0x800001, "/dev/vda", 0, buffer));
    FAILS_WITH(EPERM, syscall(SYS_vhangup));
    for (int action = 0; action < 11; action++)
        FAILS_WITH(EPERM, syscall(SYS_syslog, action, buffer, sizeof buffer));
    return all_refused();
}
