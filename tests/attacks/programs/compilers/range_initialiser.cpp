// A thousand million initialisers in one line, and a static object for each of many.
struct Noisy { int value; Noisy() : value(rand_like()) {} static int rand_like(); };
int Noisy::rand_like() { return __LINE__; }
#define R0 static Noisy noisy_a[1024];
int all[] = {[0 ... (1 << 30) - 1] = 7};
R0
int main() { return all[3]; }
