global _start
section .bss
cells: resb 1 << 30
section .text
_start:
    mov rax, cells
more:
    mov byte [rax], 1
    add rax, 4096
    jmp more
