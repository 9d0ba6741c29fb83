/* Output in as many pieces as possible, while the reader is to be kept busy. */
#include <unistd.h>
int main(void)
{
    for (int i = 0; i < 60000; i++)
        write(1, "x", 1);
}
