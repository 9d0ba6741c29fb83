class Lib { int f() { return 3; } }
