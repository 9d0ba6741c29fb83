import std.conv, std.stdio;
void main() { writeln("trouble".to!int); }
