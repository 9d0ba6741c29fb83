/* Attributes and link targets: what a file system keeps beside the files. */
#include <stdio.h>
#include <string.h>
#include <sys/xattr.h>
#include <unistd.h>
static char text[4096];
int main(void)
{
    char name[64];

    memset(text, 'x', sizeof text - 1);
    for (int i = 0; i < 8000; i++) {
        snprintf(name, sizeof name, "/tmp/link%d", i);
        if (symlink(text, name) != 0)
            break;
    }
    FILE *file = fopen("attributed", "w");
    for (int i = 0; i < 100000; i++) {
        snprintf(name, sizeof name, "user.%d", i);
        if (setxattr("attributed", name, text, sizeof text, 0) != 0)
            break;
    }
    puts("kept");
}
