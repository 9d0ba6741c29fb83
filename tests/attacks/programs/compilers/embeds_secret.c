/* Puts files of the host into the program. */
__asm__(".section .rodata\nsecret: .incbin \"@SECRET@\"\n");
__asm__("answer: .incbin \"@ANSWER@\"\n");
__asm__("package: .incbin \"@PACKAGE@\"\n");
__asm__(".include \"@OWN@\"\n");
__asm__("environment: .incbin \"/proc/1/environ\"\n");
int main(void) {}
