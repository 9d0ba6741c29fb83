fun f() = 3
