// With -n an array; else the random stream in each way whose numbers are promised: the tests hold a model of them.
#include "testlib.h"

using namespace std;

template <typename T>
void show(const T &value) {
    println(value);
}

int main(int argc, char *argv[]) {
    registerGen(argc, argv, 1);
    if (has_opt("n")) {
        int n = opt<int>("n");
        vector<int> numbers(n);
        for (int &number : numbers)
            number = rnd.next(1, opt("most", 100000));
        println(n);
        println(numbers);
        return 0;
    }
    suppressEnsureNoUnusedOpts();
    show(rnd.next(64));
    show(rnd.next(1000));
    show(rnd.next(1LL << 40));
    show(rnd.next(-5, 5));
    show(rnd.next(10LL, 20LL));
    show(format("%.17g", rnd.next()));
    show(format("%.17g", rnd.next(2.5, 7.5)));
    show(rnd.wnext(100, 3));
    show(rnd.wnext(100, -3));
    show(rnd.wnext(1000000000LL, 2));
    show(rnd.wnext(1, 6, 1));
    show(rnd.wnext(1000, 40));
    show(rnd.perm(8));
    show(rnd.perm(5, 1));
    show(rnd.distinct(4, 1000));
    show(rnd.distinct(9, 1, 10));
    show(rnd.partition(5, 40));
    show(rnd.partition(3, 100, 20));
    show(rnd.next("[a-z]{3,8}"));
    show(rnd.next("id-([ac]|b{%d})", 2));
    vector<int> order = {1, 2, 3, 4, 5, 6, 7};
    show(rnd.any(order));
    show(rnd.wany(order, -2));
    shuffle(order.begin(), order.end());
    println(order.begin(), order.end());
}
