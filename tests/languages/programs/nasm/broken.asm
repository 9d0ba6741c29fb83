section .text
_start: jmp undeclared
