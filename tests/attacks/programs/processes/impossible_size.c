/* An executable that asks for more addresses than a process has: the kernel notices when it can no longer go back. */
__asm__(".comm enormous, 0x400000000000, 4096");
int main(void)
{
}
