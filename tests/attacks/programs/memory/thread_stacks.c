/* Threads with stacks of a gigabyte, of which they use all. */
#include <pthread.h>
#include <string.h>
#include <unistd.h>
static void *use(void *unused)
{
    char *block = __builtin_alloca(512 << 20);

    memset(block, 1, 512 << 20);
    return block;
}
int main(void)
{
    pthread_attr_t large;
    pthread_t thread;

    pthread_attr_init(&large);
    pthread_attr_setstacksize(&large, 1 << 30);
    for (int i = 0; i < 4; i++)
        pthread_create(&thread, &large, use, NULL);
    for (;;)
        pause();
}
