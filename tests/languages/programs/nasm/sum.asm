global _start

section .bss
buffer: resb 2000000
text:   resb 32

section .text
_start:
    mov r12, buffer
read:
    xor eax, eax
    xor edi, edi
    mov rsi, r12
    mov edx, 65536
    syscall
    test rax, rax
    jle add_up
    add r12, rax
    jmp read
add_up:
    mov rsi, buffer
    xor ebx, ebx            ; the sum
    xor ecx, ecx            ; the number that is read
next:
    cmp rsi, r12
    jae print
    movzx eax, byte [rsi]
    inc rsi
    cmp al, '0'
    jb number_ended
    imul rcx, 10
    sub eax, '0'
    add rcx, rax
    jmp next
number_ended:
    add rbx, rcx
    xor ecx, ecx
    jmp next
print:
    mov rsi, text + 31
    mov byte [rsi], 10
    mov rax, rbx
    mov ecx, 10
digit:
    xor edx, edx
    div rcx
    add dl, '0'
    dec rsi
    mov [rsi], dl
    test rax, rax
    jnz digit
    mov rdx, text + 32
    sub rdx, rsi
    mov eax, 1
    mov edi, 1
    syscall
    mov eax, 60
    xor edi, edi
    syscall
