// The compiler computes for ever.
template <int n> struct bomb { enum { value = bomb<n - 1>::value + bomb<n - 2>::value + sizeof(char[n]) }; };
constexpr long spin(long n) { long sum = 0; for (long i = 0; i < n; i++) for (long j = 0; j < n; j++) sum += i ^ j; return sum; }
constexpr long x = spin(100000000);
int main() { return x; }
