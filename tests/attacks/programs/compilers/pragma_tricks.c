/* Asks by pragmas and attributes for what only flags may say: plugins, other programs, other files. */
#pragma GCC optimize("-fplugin=/box/plugin.so")
#pragma GCC optimize("-wrapper=/bin/sh")
#pragma GCC optimize("@/etc/passwd")
#pragma GCC optimize("-specs=/box/specs")
#pragma GCC optimize("-fdump-tree-all=/usr/bin/owned")
#pragma GCC optimize("-save-temps")
#pragma GCC target("tune=native,arch=sapphirerapids,avx512f")
#pragma GCC poison main
#pragma include_alias("stdio.h", "/etc/shadow")
#pragma GCC dependency "/etc/shadow"
#pragma GCC pch_preprocess "/etc/passwd"
#pragma redefine_extname puts system
#pragma GCC visibility push(hidden)
__attribute__((optimize("-fplugin=/box/plugin.so"))) int f(void) { return 0; }
__attribute__((target("unknown"))) int g(void) { return 0; }
#pragma GCC diagnostic error "-Weverything"
int main(void) { return f() + g(); }
