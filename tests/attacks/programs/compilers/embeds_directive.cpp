// The same by newer words.
constexpr unsigned char secret[] = {
#embed "@SECRET@"
};
#line 1 "@SECRET@"
#pragma GCC dependency "@ANSWER@"
#warning shows the line
int main() { return secret[0] + __FILE__[0] }
