/* Jumps into a 32-bit code segment, and makes a call by the 32-bit numbers there: 2 is fork, not open. */
#include "tried.h"
int main(void)
{
    static const unsigned char code[] = {0xb8, 2, 0, 0, 0, 0xcd, 0x80, 0xf4}; /* mov $2, %eax; int $0x80; hlt */
    unsigned char *low = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);

    memcpy(low, code, sizeof code);
    struct {
        uint32_t address;
        uint16_t segment;
    } __attribute__((packed)) far = {(uint32_t)(uintptr_t)low, 0x23};
    __asm__ volatile("ljmpl *%0" : : "m"(far));
    return 0;
}
