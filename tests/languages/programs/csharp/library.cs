class Lib { static int F() { return 3; } }
