// What honest programs of contests begin with: it must compile.
#pragma GCC optimize("O3,unroll-loops,Ofast")
#pragma GCC target("avx2,bmi,bmi2,lzcnt,popcnt")
#include <cstdio>
int main() { std::puts("compiled"); }
