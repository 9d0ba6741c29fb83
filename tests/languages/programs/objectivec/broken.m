int main(void) { return [Undeclared new]; }
