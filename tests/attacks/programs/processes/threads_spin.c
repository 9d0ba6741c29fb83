/* Four threads burn: four times the CPU time, if only the first thread's is looked at. */
#include <pthread.h>
#include <unistd.h>
static void *spin(void *unused)
{
    for (;;)
        ;
}
int main(void)
{
    pthread_t thread;

    for (int i = 0; i < 4; i++)
        pthread_create(&thread, NULL, spin, NULL);
    pthread_exit(NULL); /* the leader is a zombie from here on */
}
