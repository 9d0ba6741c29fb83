/* Includes what has no end, or waits for ever: the flags say what. */
#include PLACE
int main(void) {}
