#include "testlib.h"

int main(int argc, char *argv[]) {
    registerValidation(argc, argv);
    int n = inf.readInt(1, validator.group() == "small" ? 3 : 1000, "n");
    inf.readEoln();
    inf.readInts(n, -9, 9, "a");
    inf.readEoln();
    if (validator.testset() != "open")
        inf.readEof();
    return 0;
}
