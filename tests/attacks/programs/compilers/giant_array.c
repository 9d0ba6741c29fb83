/* Executables larger than any disk: by initialisers. */
char first[1ul << 40] = {1};
char second[1ul << 36] = {[(1ul << 36) - 1] = 1};
int main(void) { return first[0] + second[0]; }
