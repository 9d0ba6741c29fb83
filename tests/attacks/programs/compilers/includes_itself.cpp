// Includes itself twice, as deep as the compiler goes: 2 to the power of that many files.
#include __FILE__
#include __FILE__
int main() {}
