/* Shuts itself in with Landlock, allowing itself everything first: no rule of its own may open anything. */
#include "tried.h"
#include <sys/prctl.h>
int main(void)
{
    uint64_t handled = 0x1fff;
    struct {
        uint64_t allowed;
        int32_t parent;
    } __attribute__((packed)) beneath = {0x1fff, open("/", O_PATH)};
    int rules = syscall(444, &handled, sizeof handled, 0);

    if (rules >= 0) {
        syscall(445, rules, 1, &beneath, 0);
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
        syscall(446, rules, 0);
    }
    FAILS(open("/etc/shadow", O_RDONLY));
    FAILS(open("/usr/bin/owned", O_WRONLY | O_CREAT, 0755));
    FAILS(open("/owned", O_WRONLY | O_CREAT, 0755));
    FAILS(mkdir("/dev/owned", 0755));
    for (int i = 0; i < 40; i++) { /* and now nothing at all, as deep as it goes */
        rules = syscall(444, &handled, sizeof handled, 0);
        syscall(446, rules, 0);
    }
    return all_refused();
}
