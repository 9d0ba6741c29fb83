void main() { ubyte[][] all; for (;;) { auto block = new ubyte[1 << 20]; block[] = 1; all ~= block; } }
