char *turnLetters(char *text, int steps)
{
    steps = (steps % 26 + 26) % 26;
    for (char *c = text; *c != 0; c++) {
        if (*c >= 'a' && *c <= 'z')
            *c = (char)('a' + (*c - 'a' + steps) % 26);
        else if (*c >= 'A' && *c <= 'Z')
            *c = (char)('A' + (*c - 'A' + steps) % 26);
    }
    return text;
}
