#include <pthread.h>
#include <stdio.h>
static long parts[2], a, b;
static void *first(void *p) { parts[0] = a; return p; }
static void *second(void *p) { parts[1] = b; return p; }
int main(void)
{
    pthread_t x, y;
    if (scanf("%ld %ld", &a, &b) != 2) return 1;
    pthread_create(&x, 0, first, 0); pthread_create(&y, 0, second, 0);
    pthread_join(x, 0); pthread_join(y, 0);
    printf("%ld\n", parts[0] + parts[1]);
}
