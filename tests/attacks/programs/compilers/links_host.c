/* Tells the linker by the source what else to link and where to look. */
#pragma comment(lib, "/etc/shadow")
__asm__(".section .note.GNU-stack,\"x\",@progbits\n");
__asm__(".section .interp,\"a\"\n.asciz \"/etc/shadow\"\n");
__asm__(".section .drectve\n.ascii \"-L/root -lsecret\"\n");
__asm__(".symver puts,puts@@OWNED_1\n.globl _start\n_start:\n");
int main(void) {}
