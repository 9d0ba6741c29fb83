/* Lets the compiler print a file of the host, line by line, as an error. */
#include "@SECRET@"
#include "@ANSWER@"
#include "@PACKAGE@"
#include "@OWN@"
int main(void) {}
