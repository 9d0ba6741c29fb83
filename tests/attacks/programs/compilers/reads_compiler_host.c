/* Asks the compiler whether files of the host are there, and includes one. */
#if __has_include("/etc/hostname") || __has_include("/root/.bashrc") || __has_include("/proc/1/environ")
#error found
#endif
#include "/etc/shadow"
int main(void) {}
