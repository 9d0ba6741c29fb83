// Computes at compile time what never ends, in many pieces that are each below the compiler's own limit.
consteval long spin(long seed) { for (long i = 0; i < 250000; i++) seed = seed * 31 + i; return seed; }
template <long n> struct Piece { static constexpr long value = spin(n) + Piece<n - 1>::value; };
template <> struct Piece<0> { static constexpr long value = 0; };
int main() { return Piece<800>::value; }
