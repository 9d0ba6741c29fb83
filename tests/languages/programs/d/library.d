module lib; int f() { return 3; }
