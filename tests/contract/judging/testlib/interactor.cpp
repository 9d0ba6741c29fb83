#include "testlib.h"

using namespace std;

int main(int argc, char *argv[]) {
    registerInteraction(argc, argv);
    int secret = inf.readInt();
    for (int asked = 1;; asked++) {
        int guess = ouf.readInt(1, 1000, "guess");
        if (guess == secret) {
            cout << "yes" << endl;
            tout << asked << endl;
            quitf(_ok, "found by %d guesses", asked);
        }
        cout << (guess < secret ? "more" : "less") << endl;
    }
}
