// Reads a command from the input and does what it says to the output.
#include "testlib.h"

using namespace std;

int main(int argc, char *argv[]) {
    registerTestlibCmd(argc, argv);
    string command = inf.readToken("[a-z]+", "command");
    if (command == "numbers") {
        int n = ans.readInt(0, 100, "n");
        vector<int> found = ouf.readInts(n, 1, 9, "a");
        quitf(_ok, "%d number%s", int(found.size()), found.size() == 1 ? "" : "s");
    }
    if (command == "long") {
        ouf.readLong();
    } else if (command == "unsigned") {
        ouf.readUnsignedLong();
    } else if (command == "double") {
        double expected = ans.readDouble(), found = ouf.readDouble();
        if (!doubleCompare(expected, found, 1E-6))
            expectedButFound(_wa, expected, found, "in line %d", 1);
    } else if (command == "strict") {
        ouf.readStrictDouble(-10, 10, 1, 3, "x");
    } else if (command == "lines") {
        while (!ans.eof()) {
            string expected = ans.readLine(), found = ouf.readLine();
            if (expected != found)
                quitf(_wa, "'%s' and '%s'", expected.c_str(), found.c_str());
        }
    } else if (command == "pattern") {
        ouf.readToken(ans.readString(), "word");
    } else if (command == "partly") {
        quitf(_pc(ouf.readInt()), "some of it");
    } else if (command == "points") {
        double points = ouf.readDouble();
        quitp(points, "for %s", "effort");
    } else if (command == "blame") {
        ans.readInt();
    } else if (command == "doubt") {
        ensure(ouf.readInt() == 1);
    } else if (command == "demand") {
        ouf.ensure(ouf.readInt() == 1);
    } else if (command == "cases") {
        for (int test = 1; test <= 3; test++) {
            setTestCase(test);
            ouf.readInt(1, 5);
        }
    } else if (command == "silent") {
        return 0;
    } else if (command == "broken") {
        pattern("[a-").matches("x");
    }
    quit(_ok, "fine");
}
