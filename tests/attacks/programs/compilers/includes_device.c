/* A source that never ends. */
#include "/dev/zero"
int main(void) {}
