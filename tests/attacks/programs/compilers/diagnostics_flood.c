/* Makes the compiler complain more than anybody reads. */
#define B0 missing(&
#define B1 ; "text" = 1; *3; unknown_type variable; int f(void) { return g; }
#define B2 B1 B1 B1 B1 B1 B1 B1 B1
#define B3 B2 B2 B2 B2 B2 B2 B2 B2
#define B4 B3 B3 B3 B3 B3 B3 B3 B3
int main(void)
{
    B4
    B4
}
