/* Reads large files of the system again and again: what the kernel keeps of them is not the program's. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
static char buffer[1 << 20];
int main(void)
{
    static const char *places[] = {"/usr/bin", "/usr/lib/x86_64-linux-gnu", "/usr/lib/gcc/x86_64-linux-gnu/12"};
    static char path[512];
    long total = 0;

    for (int i = 0; i < 3; i++) {
        DIR *directory = opendir(places[i]);
        struct dirent *entry;
        while (directory && (entry = readdir(directory))) {
            struct stat status;
            snprintf(path, sizeof path, "%s/%s", places[i], entry->d_name);
            int fd = open(path, O_RDONLY);
            if (fd >= 0 && fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && total < 400L << 20)
                for (ssize_t length; (length = read(fd, buffer, sizeof buffer)) > 0;)
                    total += length;
            close(fd);
        }
    }
    puts(total > 100L << 20 ? "read" : "too little to read");
}
