/* Makes the assembler write until there is no room. */
#ifdef REPEAT
__asm__(".rept 1000000000\n.quad 0x1122334455667788\n.endr\n");
#elif defined(LOOP)
__asm__(".macro again\nagain\n.endm\nagain\n");
#else
__asm__(".data\n.fill 1 << 40, 1, 65\n.org 1 << 41\n");
#endif
int main(void) {}
