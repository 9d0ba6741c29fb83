/* Both streams at once, by four threads. */
#include <pthread.h>
#include <string.h>
#include <unistd.h>
static char block[65536];
static void *flood(void *stream)
{
    for (;;)
        write((int)(long)stream, block, sizeof block);
}
int main(void)
{
    pthread_t thread;

    memset(block, 'x', sizeof block);
    for (long i = 0; i < 4; i++)
        pthread_create(&thread, NULL, flood, (void *)(1 + i % 2));
    for (;;)
        pause();
}
