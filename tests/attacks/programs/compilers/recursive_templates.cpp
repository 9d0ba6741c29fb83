// A type whose name doubles with every level, in a diagnostic that prints it.
template <class A, class B> struct Pair {};
template <int n, class T> struct Grow { using type = typename Grow<n - 1, Pair<T, T>>::type; };
template <class T> struct Grow<0, T> { static_assert(sizeof(T) == 0); using type = typename T::missing; };
Grow<40, int>::type value;
template <int n> struct Endless { static constexpr int value = Endless<n + 1>::value + Endless<n + 2>::value; };
int main() { return Endless<0>::value; }
