#include <stdio.h>

static char opened[50001];

int main(void)
{
    int depth = 0;
    for (int bracket = getchar(); bracket != EOF && bracket != '\n'; bracket = getchar()) {
        if (bracket == '(' || bracket == '[' || bracket == '{') {
            opened[depth++] = (char)bracket;
            continue;
        }
        char partner = bracket == ')' ? '(' : bracket == ']' ? '[' : '{';
        if (depth == 0 || opened[--depth] != partner) {
            puts("no");
            return 0;
        }
    }
    puts(depth == 0 ? "yes" : "no");
    return 0;
}
