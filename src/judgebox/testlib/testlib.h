/*
 * testlib.h of judgebox: what checkers, interactors, validators and generators of problem packages include.
 *
 * It speaks the interface of Mike Mirzayanov's testlib, so that programs written for that compile and decide
 * alike. It is written anew; the rules below are facts about the interface. Their source is the documentation
 * of testlib (codeforces.com/testlib, and the comments of its header), and for the random streams, which tests
 * made elsewhere depend on bit by bit, the published behaviour of its class `random_t`.
 *
 * How it ends, seen by whoever runs the program:
 *
 *   checker, interactor   42 accepted; 43 wrong (also wrong format, extra output, output that ends too early);
 *                         50 + k partially correct, k from 0 to 200; 7 points, which stand as "points X" at the
 *                         start of standard error; 3 the problem itself is broken
 *   validator             42 valid, 43 invalid
 *   generator             0 done, 3 failed
 *
 * The message is on standard error. Each code is a macro: define OK_EXIT_CODE, WA_EXIT_CODE, PE_EXIT_CODE,
 * DIRT_EXIT_CODE, UNEXPECTED_EOF_EXIT_CODE, PC_BASE_EXIT_CODE, POINTS_EXIT_CODE, FAIL_EXIT_CODE,
 * VALID_EXIT_CODE and INVALID_EXIT_CODE before the header is included, to have others.
 *
 * What differs on purpose: files of any size are read; the byte 255 is a byte and not the end of the file; an
 * interactor ignores SIGPIPE, so that a program which leaves early is seen as the end of its output. Scorers,
 * the log of bounds that tests hit, and colours are left out. Needs C++11.
 */

#ifndef JUDGEBOX_TESTLIB_H
#define JUDGEBOX_TESTLIB_H
#define _TESTLIB_H_

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <climits>
#include <cmath>
#include <csignal>
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <limits>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#ifndef OK_EXIT_CODE
#define OK_EXIT_CODE 42
#endif
#ifndef WA_EXIT_CODE
#define WA_EXIT_CODE 43
#endif
#ifndef PE_EXIT_CODE
#define PE_EXIT_CODE 43
#endif
#ifndef DIRT_EXIT_CODE
#define DIRT_EXIT_CODE 43
#endif
#ifndef UNEXPECTED_EOF_EXIT_CODE
#define UNEXPECTED_EOF_EXIT_CODE 43
#endif
#ifndef PC_BASE_EXIT_CODE
#define PC_BASE_EXIT_CODE 50
#endif
#ifndef POINTS_EXIT_CODE
#define POINTS_EXIT_CODE 7
#endif
#ifndef FAIL_EXIT_CODE
#define FAIL_EXIT_CODE 3
#endif
#ifndef VALID_EXIT_CODE
#define VALID_EXIT_CODE 42
#endif
#ifndef INVALID_EXIT_CODE
#define INVALID_EXIT_CODE 43
#endif

/* One object however many files of a program include this; before C++17 only one file may. */
#if __cplusplus >= 201703L
#define JUDGEBOX_GLOBAL inline
#else
#define JUDGEBOX_GLOBAL
#endif

#define LF ((char)10)
#define CR ((char)13)
#define TAB ((char)9)
#define SPACE ((char)' ')
#define EOFC (255)

enum TMode { _input, _output, _answer };

/* `_partially` and what is above it are made by `_pc(k)`. */
enum TResult {
    _ok = 0,
    _wa = 1,
    _pe = 2,
    _fail = 3,
    _dirt = 4,
    _points = 5,
    _unexpected_eof = 8,
    _partially = 16,
    judgebox_most_partial = 1 << 20
};

#define _pc(k) (TResult(_partially + (k)))

enum TTestlibMode { _unknown, _checker, _validator, _generator, _interactor };

JUDGEBOX_GLOBAL TTestlibMode testlibMode = _unknown;

/* ---- text ------------------------------------------------------------------------------------------------ */

namespace judgebox {

inline std::string formatted(const char *pattern, va_list arguments) {
    va_list again;
    va_copy(again, arguments);
    int length = std::vsnprintf(nullptr, 0, pattern, again);
    va_end(again);
    if (length < 0)
        return pattern;
    std::string text(std::size_t(length) + 1, '\0');
    std::vsnprintf(&text[0], text.size(), pattern, arguments);
    text.resize(std::size_t(length));
    return text;
}

/* End because the program itself, or how it is called, is wrong. */
[[noreturn]] inline void give_up(const std::string &message);

}  // namespace judgebox

/* Put what stands for "..." into a text; `last` is the parameter before it. */
#define JUDGEBOX_FORMAT(text, pattern, last)                  \
    std::string text;                                         \
    {                                                         \
        va_list judgebox_arguments;                           \
        va_start(judgebox_arguments, last);                   \
        text = judgebox::formatted(pattern, judgebox_arguments); \
        va_end(judgebox_arguments);                           \
    }

inline std::string format(const char *pattern, ...) {
    JUDGEBOX_FORMAT(text, pattern, pattern)
    return text;
}

inline std::string format(std::string pattern, ...) {
    const char *characters = pattern.c_str();
    va_list arguments;
    va_start(arguments, pattern);
    std::string text = judgebox::formatted(characters, arguments);
    va_end(arguments);
    return text;
}

inline std::string testlib_format_(const char *pattern, ...) {
    JUDGEBOX_FORMAT(text, pattern, pattern)
    return text;
}

template <typename T>
std::string vtos(const T &value) {
    std::ostringstream stream;
    stream << value;
    return stream.str();
}

template <typename T>
std::string toString(const T &value) {
    return vtos(value);
}

/* Write round numbers as people do: 3*10^9. */
template <typename T>
std::string toHumanReadableString(const T &value) {
    std::string digits = vtos(value);
    if (!std::is_integral<T>::value)
        return digits;
    std::size_t last = digits.find_last_not_of('0');
    if (last == std::string::npos || digits.size() - last - 1 < 7)
        return digits;
    std::string zeros = vtos(digits.size() - last - 1);
    std::string factor = digits.substr(0, last + 1);
    return factor == "1" ? "10^" + zeros : factor == "-1" ? "-10^" + zeros : factor + "*10^" + zeros;
}

template <typename C>
inline bool isEof(C c) {
    return c == EOFC;
}

template <typename C>
inline bool isEoln(C c) {
    return c == LF || c == CR;
}

template <typename C>
inline bool isBlanks(C c) {
    return c == SPACE || c == LF || c == CR || c == TAB;
}

inline std::string trim(const std::string &text) {
    static const char *const blanks = " \t\r\n";
    std::size_t first = text.find_first_not_of(blanks);
    return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

inline std::string upperCase(std::string text) {
    for (char &c : text)
        if (c >= 'a' && c <= 'z')
            c = char(c - 'a' + 'A');
    return text;
}

inline std::string lowerCase(std::string text) {
    for (char &c : text)
        if (c >= 'A' && c <= 'Z')
            c = char(c - 'A' + 'a');
    return text;
}

/* Cut the middle of a long text out, for messages. */
inline std::string compress(const std::string &text) {
    return text.size() <= 64 ? text : text.substr(0, 30) + "..." + text.substr(text.size() - 31);
}

inline std::string englishEnding(int number) {
    int units = number % 10;
    if (number % 100 / 10 == 1 || units < 1 || units > 3)
        return "th";
    return units == 1 ? "st" : units == 2 ? "nd" : "rd";
}

template <typename Iterator, typename Separator>
std::string join(Iterator first, Iterator last, Separator separator) {
    std::ostringstream stream;
    for (Iterator item = first; item != last; ++item) {
        if (item != first)
            stream << separator;
        stream << *item;
    }
    return stream.str();
}

template <typename Iterator>
std::string join(Iterator first, Iterator last) {
    return join(first, last, ' ');
}

template <typename Collection, typename Separator>
std::string join(const Collection &collection, Separator separator) {
    return join(collection.begin(), collection.end(), separator);
}

template <typename Collection>
std::string join(const Collection &collection) {
    return join(collection.begin(), collection.end(), ' ');
}

namespace judgebox {

inline std::vector<std::string> cut(const std::string &text, const std::string &separators, bool with_empty_ones) {
    std::vector<std::string> parts;
    for (std::size_t start = 0; start <= text.size();) {
        std::size_t end = std::min(separators.empty() ? text.size() : text.find_first_of(separators, start), text.size());
        if (end > start || with_empty_ones)
            parts.push_back(text.substr(start, end - start));
        start = end + 1;
    }
    return parts;
}

}  // namespace judgebox

/* The parts between separators, empty ones too. */
inline std::vector<std::string> split(const std::string &text, char separator) {
    return judgebox::cut(text, std::string(1, separator), true);
}

inline std::vector<std::string> split(const std::string &text, const std::string &separators) {
    return judgebox::cut(text, separators, true);
}

/* The parts between separators that are not empty. */
inline std::vector<std::string> tokenize(const std::string &text, char separator) {
    return judgebox::cut(text, std::string(1, separator), false);
}

inline std::vector<std::string> tokenize(const std::string &text, const std::string &separators) {
    return separators.empty() ? std::vector<std::string>(1, text) : judgebox::cut(text, separators, false);
}

/* ---- numbers --------------------------------------------------------------------------------------------- */

namespace judgebox {

inline bool is_infinite(double value) {
    return value > 1E300 || value < -1E300;
}

}  // namespace judgebox

/* Whether a result is within an absolute or a relative error of what is expected. */
inline bool doubleCompare(double expected, double result, double MAX_DOUBLE_ERROR) {
    static const double slack = 1E-15;
    if (std::isnan(expected) || std::isnan(result))
        return std::isnan(expected) && std::isnan(result);
    if (judgebox::is_infinite(expected) || judgebox::is_infinite(result))
        return judgebox::is_infinite(expected) && judgebox::is_infinite(result) && (expected > 0) == (result > 0);
    if (std::fabs(result - expected) <= MAX_DOUBLE_ERROR + slack)
        return true;
    double one = expected * (1.0 - MAX_DOUBLE_ERROR), other = expected * (1.0 + MAX_DOUBLE_ERROR);
    return result + slack >= std::min(one, other) && result <= std::max(one, other) + slack;
}

/* The smaller one of the absolute and the relative error. */
inline double doubleDelta(double expected, double result) {
    double absolute = std::fabs(result - expected);
    return std::fabs(expected) > 1E-9 ? std::min(absolute, std::fabs(absolute / expected)) : absolute;
}

/* ---- patterns -------------------------------------------------------------------------------------------- */

class random_t;

/*
 * A small kind of regular expression, which texts are matched against and random ones are made from: characters
 * and sets such as [a-z0-9_], each with ?, *, +, {n} or {n,m}; alternatives with |; and a group in parentheses at
 * the end of a sequence. Matching is greedy and takes nothing back, so "[0-9]?1" does not match "1". A backslash
 * makes the next character plain; blanks without one are left out.
 */
class pattern {
public:
    pattern(std::string text) : source_(text), least_(0), most_(0) {
        parse(without_blanks(text));
    }

    pattern(const char *text) : pattern(std::string(text)) {}

    std::string src() const {
        return source_;
    }

    bool matches(const std::string &text) const {
        return matches(text, 0);
    }

    std::string next(random_t &random) const;

private:
    std::string source_;
    std::vector<signed char> set_; /* sorted; what is given twice is twice as likely */
    int least_, most_;             /* how many of the set come first */
    std::vector<pattern> then_;    /* one of these follows, unless there are none */

    bool matches(const std::string &text, std::size_t at) const {
        std::size_t start = at;
        while (at < text.size() && at - start < std::size_t(most_) && has(text[at]))
            ++at;
        if (at - start < std::size_t(least_))
            return false;
        for (const pattern &branch : then_)
            if (branch.matches(text, at))
                return true;
        return then_.empty() && at == text.size();
    }

    bool has(char c) const {
        return std::binary_search(set_.begin(), set_.end(), static_cast<signed char>(c));
    }

    /* Whether there is this character, and it has its special meaning. */
    static bool is_sign(const std::string &text, std::size_t at, char sign) {
        if (at >= text.size() || text[at] != sign)
            return false;
        std::size_t before = at;
        while (before > 0 && text[before - 1] == '\\')
            --before;
        return (at - before) % 2 == 0;
    }

    static char take_character(const std::string &text, std::size_t &at) {
        if (text[at] == '\\')
            ++at;
        if (at >= text.size())
            illegal(text);
        return text[at++];
    }

    static std::string without_blanks(const std::string &text) {
        std::string kept;
        for (std::size_t at = 0; at < text.size(); ++at)
            if (!is_sign(text, at, ' '))
                kept += text[at];
        return kept;
    }

    [[noreturn]] static void illegal(const std::string &text) {
        judgebox::give_up("pattern: \"" + text + "\" can't be understood");
    }

    void parse(const std::string &text) {
        int depth = 0;
        std::size_t first_group_end = std::string::npos, start = 0;
        std::vector<std::string> alternatives;
        for (std::size_t at = 0; at < text.size(); ++at) {
            if (is_sign(text, at, '(')) {
                ++depth;
            } else if (is_sign(text, at, ')')) {
                if (--depth == 0 && first_group_end == std::string::npos)
                    first_group_end = at;
            } else if (depth < 0) {
                illegal(text);
            } else if (depth == 0 && is_sign(text, at, '|')) {
                alternatives.push_back(text.substr(start, at - start));
                start = at + 1;
            }
        }
        if (depth != 0)
            illegal(text);
        if (!alternatives.empty()) {
            alternatives.push_back(text.substr(start));
            for (const std::string &alternative : alternatives)
                then_.push_back(pattern(alternative));
        } else if (first_group_end + 1 == text.size() && is_sign(text, 0, '(')) {
            then_.push_back(pattern(text.substr(1, text.size() - 2)));
        } else {
            std::size_t at = 0;
            parse_set(text, at);
            parse_count(text, at);
            if (at < text.size())
                then_.push_back(pattern(text.substr(at)));
        }
    }

    void parse_set(const std::string &text, std::size_t &at) {
        if (at >= text.size())
            illegal(text);
        if (!is_sign(text, at, '[')) {
            set_.push_back(static_cast<signed char>(take_character(text, at)));
            return;
        }
        ++at;
        bool negated = is_sign(text, at, '^'); /* "^" itself counts as one of the characters */
        bool has_pending = false;
        char pending = 0;
        while (at < text.size() && !is_sign(text, at, ']')) {
            if (has_pending && is_sign(text, at, '-')) {
                ++at;
                if (is_sign(text, at, ']')) { /* a "-" at the end is plain */
                    set_.push_back(static_cast<signed char>(pending));
                    pending = '-';
                    continue;
                }
                if (at >= text.size())
                    illegal(text);
                char last = take_character(text, at);
                if (static_cast<signed char>(pending) > static_cast<signed char>(last))
                    illegal(text);
                for (int c = static_cast<signed char>(pending); c <= static_cast<signed char>(last); ++c)
                    set_.push_back(static_cast<signed char>(c));
                has_pending = false;
            } else {
                if (has_pending)
                    set_.push_back(static_cast<signed char>(pending));
                pending = take_character(text, at);
                has_pending = true;
            }
        }
        if (has_pending)
            set_.push_back(static_cast<signed char>(pending));
        if (!is_sign(text, at, ']'))
            illegal(text);
        ++at;
        std::sort(set_.begin(), set_.end());
        if (negated) {
            std::vector<signed char> others;
            for (int code = 0; code < 255; ++code)
                if (!has(static_cast<char>(code)))
                    others.push_back(static_cast<signed char>(code));
            std::sort(others.begin(), others.end());
            set_ = others;
        }
    }

    void parse_count(const std::string &text, std::size_t &at) {
        least_ = most_ = 1;
        if (is_sign(text, at, '{')) {
            std::size_t end = at + 1;
            while (end < text.size() && !is_sign(text, end, '}'))
                ++end;
            std::string inside = text.substr(at + 1, end - at - 1);
            std::vector<std::string> bounds = split(inside, ',');
            if (end >= text.size() || bounds.size() > 2)
                illegal(text);
            least_ = count_of(bounds.front(), text);
            most_ = bounds.size() == 2 && !bounds.back().empty() ? count_of(bounds.back(), text) : least_;
            if (least_ > most_)
                illegal(text);
            at = end + 1;
        } else if (is_sign(text, at, '?')) {
            least_ = 0, ++at;
        } else if (is_sign(text, at, '*')) {
            least_ = 0, most_ = INT_MAX, ++at;
        } else if (is_sign(text, at, '+')) {
            most_ = INT_MAX, ++at;
        }
    }

    static int count_of(const std::string &digits, const std::string &text) {
        char *end;
        errno = 0;
        long count = std::strtol(digits.c_str(), &end, 10);
        if (digits.empty() || *end != '\0' || errno != 0 || count < 0 || count > INT_MAX)
            illegal(text);
        return int(count);
    }
};

/* ---- randomness ------------------------------------------------------------------------------------------ */

namespace judgebox {

JUDGEBOX_GLOBAL int random_version = 1; /* 0 for generators of before 2013 */

}  // namespace judgebox

/*
 * A stream of random numbers that is the same on every machine and with every compiler: a linear congruential
 * generator on 48 bits, whose highest bits are used. Which calls take how many numbers is part of the interface:
 * a generator of tests must give the same test everywhere.
 */
class random_t {
public:
    random_t() : seed_(first_seed) {}

    void setSeed(int argc, char *argv[]) {
        seed_ = first_seed;
        for (int i = 1; i < argc; i++) {
            for (const char *c = argv[i]; *c != '\0'; ++c)
                seed_ = seed_ * multiplier + static_cast<unsigned int>(static_cast<signed char>(*c)) + addend;
            seed_ += multiplier / addend;
        }
        seed_ &= mask;
    }

    void setSeed(long long seed) {
        seed_ = (static_cast<unsigned long long>(seed) ^ multiplier) & mask;
    }

    /* From 0 to n - 1. */
    int next(int n) {
        check(n > 0, "next(n): n must be positive");
        if ((n & -n) == n)
            return int((static_cast<long long>(n) * bits(31)) >> 31);
        return int(below(31, INT_MAX, n));
    }

    long long next(long long n) {
        check(n > 0, "next(n): n must be positive");
        return below(63, LLONG_MAX, n);
    }

    unsigned int next(unsigned int n) {
        check(n < unsigned(INT_MAX), "next(n): n is too big");
        return static_cast<unsigned int>(next(int(n)));
    }

    unsigned long long next(unsigned long long n) {
        check(n < static_cast<unsigned long long>(LLONG_MAX), "next(n): n is too big");
        return static_cast<unsigned long long>(next(static_cast<long long>(n)));
    }

    long next(long n) {
        return long(next(static_cast<long long>(n)));
    }

    unsigned long next(unsigned long n) {
        return static_cast<unsigned long>(next(static_cast<unsigned long long>(n)));
    }

    /* From `from` to `to`, both included. */
    int next(int from, int to) {
        return int(next(static_cast<long long>(to) - from + 1) + from);
    }

    unsigned int next(unsigned int from, unsigned int to) {
        return static_cast<unsigned int>(next(static_cast<long long>(to) - from + 1) + from);
    }

    long long next(long long from, long long to) {
        return next(to - from + 1) + from;
    }

    unsigned long long next(unsigned long long from, unsigned long long to) {
        check(from <= to, "next(from, to): from must not exceed to");
        return next(to - from + 1) + from;
    }

    long next(long from, long to) {
        return next(to - from + 1) + from;
    }

    unsigned long next(unsigned long from, unsigned long to) {
        check(from <= to, "next(from, to): from must not exceed to");
        return next(to - from + 1) + from;
    }

    /* From 0 to 1, without 1. */
    double next() {
        long long high = bits(26) << 27;
        return cropped(double(high + bits(27)) / double(1LL << 53), 1.0);
    }

    double next(double n) {
        check(n > 0.0, "next(n): n must be positive");
        return cropped(n * next(), n);
    }

    double next(double from, double to) {
        check(from < to, "next(from, to): from must be less than to");
        return next(to - from) + from;
    }

    std::string next(const std::string &text) {
        return pattern(text).next(*this);
    }

    std::string next(const char *text, ...) {
        JUDGEBOX_FORMAT(source, text, text)
        return pattern(source).next(*this);
    }

    /* The greatest of `type` + 1 random numbers; the least of 1 - `type` where `type` is negative. */
    int wnext(int n, int type) {
        return weighted_below(n, type);
    }

    long long wnext(long long n, int type) {
        return weighted_below(n, type);
    }

    double wnext(double n, int type) {
        check(n > 0, "wnext(n, type): n must be positive");
        if (std::abs(type) >= most_draws)
            return cropped(n * weighted_share(type), n);
        double result = next();
        for (int i = std::abs(type); i > 0; i--)
            result = type > 0 ? std::max(result, next()) : std::min(result, next());
        return n * result;
    }

    double wnext(int type) {
        return wnext(1.0, type);
    }

    unsigned int wnext(unsigned int n, int type) {
        check(n < unsigned(INT_MAX), "wnext(n, type): n is too big");
        return static_cast<unsigned int>(wnext(int(n), type));
    }

    unsigned long long wnext(unsigned long long n, int type) {
        check(n < static_cast<unsigned long long>(LLONG_MAX), "wnext(n, type): n is too big");
        return static_cast<unsigned long long>(wnext(static_cast<long long>(n), type));
    }

    long wnext(long n, int type) {
        return long(wnext(static_cast<long long>(n), type));
    }

    unsigned long wnext(unsigned long n, int type) {
        return static_cast<unsigned long>(wnext(static_cast<unsigned long long>(n), type));
    }

    int wnext(int from, int to, int type) {
        return weighted_between(from, to, type);
    }

    int wnext(unsigned int from, unsigned int to, int type) {
        return int(weighted_between(from, to, type));
    }

    long long wnext(long long from, long long to, int type) {
        return weighted_between(from, to, type);
    }

    unsigned long long wnext(unsigned long long from, unsigned long long to, int type) {
        return weighted_between(from, to, type);
    }

    long wnext(long from, long to, int type) {
        return weighted_between(from, to, type);
    }

    unsigned long wnext(unsigned long from, unsigned long to, int type) {
        return weighted_between(from, to, type);
    }

    double wnext(double from, double to, int type) {
        check(from < to, "wnext(from, to, type): from must be less than to");
        return wnext(to - from, type) + from;
    }

    template <typename Container>
    typename Container::value_type any(const Container &container) {
        return any(container.begin(), container.end());
    }

    template <typename Iterator>
    typename std::iterator_traits<Iterator>::value_type any(const Iterator &begin, const Iterator &end) {
        return *std::next(begin, next(length(begin, end)));
    }

    template <typename Container>
    typename Container::value_type wany(const Container &container, int type) {
        return wany(container.begin(), container.end(), type);
    }

    template <typename Iterator>
    typename std::iterator_traits<Iterator>::value_type wany(const Iterator &begin, const Iterator &end, int type) {
        return *std::next(begin, wnext(length(begin, end), type));
    }

    /* The numbers from `first` on in a random order. */
    template <typename T, typename E>
    std::vector<E> perm(T size, E first) {
        check(size >= 0, "perm(size, first): size must not be negative");
        std::vector<E> order(static_cast<std::size_t>(size));
        for (E &value : order)
            value = first++;
        for (T i = 1; i < size; i++)
            std::swap(order[static_cast<std::size_t>(i)], order[static_cast<std::size_t>(next(T(i + 1)))]);
        return order;
    }

    template <typename T>
    std::vector<T> perm(T size) {
        return perm(size, T(0));
    }

    /* Different numbers from `from` to `to`, in a random order. */
    template <typename T>
    std::vector<T> distinct(int size, T from, T to) {
        std::vector<T> result;
        if (size == 0)
            return result;
        check(size > 0 && from <= to, "distinct(size, from, to): size must not be negative, nor from exceed to");
        std::uint64_t choices = std::uint64_t(to - from + 1);
        check(std::uint64_t(size) <= choices, "distinct(size, from, to): there are not that many numbers");
        double draws = 0.0; /* how many it takes until `size` of them are different */
        for (int i = 1; i <= size; i++)
            draws += double(choices) / double(choices - std::uint64_t(i) + 1);
        if (draws < double(choices)) {
            std::set<T> seen;
            while (int(result.size()) < size) {
                T value = T(next(from, to));
                if (seen.insert(value).second)
                    result.push_back(value);
            }
        } else {
            check(choices <= 1000000000, "distinct(size, from, to): there are too many numbers between from and to");
            result = perm(int(choices), from);
            result.resize(std::size_t(size));
        }
        return result;
    }

    template <typename T>
    std::vector<T> distinct(int size, T upper) {
        if (size == 0)
            return std::vector<T>();
        check(upper > 0, "distinct(size, upper): upper must be positive");
        return distinct(size, T(0), T(upper - 1));
    }

    /* `size` numbers, each at least `least`, whose sum is `sum`. */
    template <typename T>
    std::vector<T> partition(int size, T sum, T least) {
        check(size >= 0 && (size > 0 || sum == 0), "partition(size, sum, least): no numbers have a sum of 0 only");
        check(T(least * size) <= sum, "partition(size, sum, least): the sum is too small");
        std::vector<T> parts(static_cast<std::size_t>(size));
        if (size == 0)
            return parts;
        T last = T(sum - least * size + size - 1);
        std::vector<T> walls = distinct(size - 1, T(1), last);
        walls.push_back(T(0));
        std::sort(walls.begin(), walls.end());
        walls.push_back(T(last + 1));
        for (std::size_t i = 0; i < parts.size(); i++)
            parts[i] = T(walls[i + 1] - walls[i] - 1 + least);
        return parts;
    }

    template <typename T>
    std::vector<T> partition(int size, T sum) {
        return partition(size, sum, T(1));
    }

private:
    static const unsigned long long multiplier = 0x5DEECE66DULL;
    static const unsigned long long addend = 0xBULL;
    static const unsigned long long mask = (1ULL << 48) - 1;
    static const unsigned long long first_seed = 3905348978240129619ULL;
    static const int most_draws = 25; /* from this weight on a power of one number stands for the draws */

    unsigned long long seed_;

    static void check(bool holds, const char *rule) {
        if (!holds)
            judgebox::give_up(std::string("random_t::") + rule);
    }

    long long bits(int count) {
        if (count > 48) {
            long long high = bits(31) << 32;
            return high ^ bits(judgebox::random_version == 0 ? 31 : 32);
        }
        seed_ = (seed_ * multiplier + addend) & mask;
        return static_cast<long long>(seed_ >> (48 - count));
    }

    long long below(int count, long long greatest, long long n) {
        long long end = greatest / n * n, drawn;
        do
            drawn = bits(count);
        while (drawn >= end);
        return drawn % n;
    }

    static double cropped(double value, double end) {
        value = std::min(std::max(value, 0.0), end);
        return value < end ? value : std::nexttoward(end, 0.0L);
    }

    double weighted_share(int type) {
        return type > 0 ? std::pow(next() + 0.0, 1.0 / (type + 1)) : 1 - std::pow(next() + 0.0, 1.0 / (-type + 1));
    }

    template <typename T>
    T weighted_below(T n, int type) {
        check(n > 0, "wnext(n, type): n must be positive");
        if (std::abs(type) >= most_draws)
            return std::min(std::max(T(double(n) * weighted_share(type)), T(0)), T(n - 1));
        T result = next(n);
        for (int i = std::abs(type); i > 0; i--)
            result = type > 0 ? std::max(result, next(n)) : std::min(result, next(n));
        return result;
    }

    template <typename T>
    T weighted_between(T from, T to, int type) {
        check(from <= to, "wnext(from, to, type): from must not exceed to");
        return T(wnext(T(to - from + 1), type) + from);
    }

    template <typename Iterator>
    int length(const Iterator &begin, const Iterator &end) {
        int size = int(std::distance(begin, end));
        check(size > 0, "any(): there must be something to choose from");
        return size;
    }
};

JUDGEBOX_GLOBAL random_t rnd;

inline std::string pattern::next(random_t &random) const {
    if (most_ == INT_MAX)
        judgebox::give_up("pattern: \"" + source_ + "\" has no upper bound, so no text can be made from it");
    std::string text;
    if (most_ > 0) {
        int count = random.next(most_ - least_ + 1) + least_;
        if (count > 0 && set_.empty())
            illegal(source_);
        while (count-- > 0)
            text += char(set_[std::size_t(random.next(int(set_.size())))]);
    }
    if (!then_.empty())
        text += then_[std::size_t(random.next(int(then_.size())))].next(random);
    return text;
}

/* Put a range into a random order that is the same with every compiler. */
template <typename Iterator>
void shuffle(Iterator first, Iterator last) {
    for (Iterator item = first; item != last; ++item)
        if (item != first)
            std::iter_swap(item, first + rnd.next(int(item - first) + 1));
}

/* ---- streams --------------------------------------------------------------------------------------------- */

namespace judgebox {

/* Bytes of a file, or of a text, with the last ones taken back where wanted. Reads no more than is there, so it
 * is fit for talking. */
class Source {
public:
    static const int end = -1;

    explicit Source(int descriptor) : descriptor_(descriptor), at_(kept), line_(1), at_end_(false) {
        buffer_.resize(kept);
    }

    explicit Source(const std::string &text) : Source(-1) {
        buffer_ += text;
        at_end_ = true;
    }

    ~Source() {
        if (descriptor_ > 0)
            ::close(descriptor_);
    }

    int peek() {
        return at_ < buffer_.size() || refill() ? static_cast<unsigned char>(buffer_[at_]) : end;
    }

    int take() {
        int c = peek();
        if (c != end)
            ++at_;
        if (c == LF)
            ++line_;
        return c;
    }

    void give_back(int c) {
        if (c == end)
            return;
        if (at_ == 0)
            give_up("more is taken back than was read last");
        buffer_[--at_] = char(c);
        if (c == LF)
            --line_;
    }

    int line() const {
        return line_;
    }

private:
    static const std::size_t kept = 64; /* how many bytes can be taken back */

    int descriptor_;
    std::string buffer_;
    std::size_t at_;
    int line_;
    bool at_end_;

    Source(const Source &);
    Source &operator=(const Source &);

    bool refill() {
        if (at_end_)
            return false;
        std::size_t room = 1 << 16;
        std::string last = buffer_.substr(buffer_.size() - kept);
        buffer_.resize(kept + room);
        std::copy(last.begin(), last.end(), buffer_.begin());
        ssize_t got;
        do
            got = ::read(descriptor_, &buffer_[kept], room);
        while (got < 0 && errno == EINTR);
        at_ = kept;
        buffer_.resize(kept + std::size_t(std::max<ssize_t>(got, 0)));
        at_end_ = got <= 0;
        if (got < 0 && errno != EPIPE && errno != ECONNRESET && errno != EIO)
            give_up(std::string("a file can't be read: ") + std::strerror(errno));
        return got > 0;
    }
};

JUDGEBOX_GLOBAL std::string report_file;
JUDGEBOX_GLOBAL bool has_test_case = false;
JUDGEBOX_GLOBAL int test_case = -1;
JUDGEBOX_GLOBAL bool has_quit = false, has_read_all = false, is_guarded = true;

inline std::string with_remark(const std::string &message, const std::string &remark) {
    return message.empty() ? "(" + remark + ")" : message + " (" + remark + ")";
}

inline std::string title_of(TResult result) {
    switch (result) {
        case _ok: return "ok";
        case _wa: return "wrong answer";
        case _pe:
        case _dirt: return "wrong output format";
        case _fail: return "FAIL";
        case _points: return "points";
        case _unexpected_eof: return "unexpected eof";
        default: return result >= _partially ? "partially correct (" + vtos(int(result) - _partially) + ")" : "FAIL";
    }
}

inline int exit_code_of(TResult result) {
    if (testlibMode == _validator && (result == _ok || result == _fail))
        return result == _ok ? VALID_EXIT_CODE : INVALID_EXIT_CODE;
    switch (result) {
        case _ok: return OK_EXIT_CODE;
        case _wa: return WA_EXIT_CODE;
        case _pe: return PE_EXIT_CODE;
        case _dirt: return DIRT_EXIT_CODE;
        case _points: return POINTS_EXIT_CODE;
        case _unexpected_eof: return UNEXPECTED_EOF_EXIT_CODE;
        default: break;
    }
    int share = int(result) - _partially;
    return share >= 0 && share <= 200 ? PC_BASE_EXIT_CODE + share : FAIL_EXIT_CODE;
}

inline void tell(const std::string &text) {
    std::fprintf(stderr, "%s\n", text.c_str());
    if (report_file.empty())
        return;
    if (std::FILE *file = std::fopen(report_file.c_str(), "w")) {
        std::fprintf(file, "%s\n", text.c_str());
        std::fclose(file);
    }
}

}  // namespace judgebox

JUDGEBOX_GLOBAL std::fstream tout; /* what an interactor writes for the checker */

/* Say in messages which test of several in a file is looked at. */
inline void setTestCase(int testCase) {
    judgebox::has_test_case = true;
    judgebox::test_case = testCase;
}

inline void unsetTestCase() {
    judgebox::has_test_case = false;
}

/*
 * A stream of tokens, numbers, lines and characters. `inf` is the input of the test, `ouf` the output of the
 * program, `ans` the answer. What is wrong in `ouf` is the program's fault; in the others, the problem's.
 *
 * Where it is strict (in validators) white space counts, byte by byte; else it is skipped before tokens.
 */
class InStream {
public:
    TMode mode;
    std::string name;
    bool strict;
    std::size_t maxFileSize, maxTokenLength, maxMessageLength;

    InStream()
        : mode(_input), strict(false), maxFileSize(SIZE_MAX), maxTokenLength(32 * 1024 * 1024), maxMessageLength(32000),
          source_(nullptr), line_(-1), index_(no_index) {}

    /* Read a text by the rules of another stream. */
    InStream(const InStream &base, std::string content) : InStream() {
        mode = base.mode;
        strict = base.strict;
        name = "based on " + base.name;
        source_ = new judgebox::Source(content);
    }

    ~InStream() {
        close();
    }

    void init(std::string file_name, TMode new_mode) {
        mode = new_mode;
        name = file_name;
        reset();
    }

    void init(std::FILE *file, TMode new_mode) {
        close();
        mode = new_mode;
        name = file == stdin ? "stdin" : "file";
        source_ = new judgebox::Source(file == stdin ? STDIN_FILENO : ::dup(fileno(file)));
    }

    /* Begin again at the start of the file. */
    void reset() {
        close();
        int descriptor = ::open(name.c_str(), O_RDONLY | O_CLOEXEC);
        if (descriptor >= 0)
            source_ = new judgebox::Source(descriptor);
        else if (mode == _output)
            quit(_pe, "there is no output file \"" + name + "\"");
        else if (mode == _answer)
            quit(_fail, "there is no answer file \"" + name + "\"");
    }

    void close() {
        delete source_;
        source_ = nullptr;
    }

    /* -- characters -- */

    char curChar() {
        return character(source().peek());
    }

    char nextChar() {
        return character(source().take());
    }

    char readChar() {
        return nextChar();
    }

    char readChar(char expected) {
        line_ = source().line();
        int found = source().take();
        if (found != static_cast<unsigned char>(expected))
            quit(_pe, "expected " + shown(static_cast<unsigned char>(expected)) + ", found " + shown(found));
        return expected;
    }

    char readSpace() {
        return readChar(' ');
    }

    void unreadChar(char c) {
        source().give_back(static_cast<unsigned char>(c));
    }

    void skipChar() {
        source().take();
    }

    void skipBlanks() {
        while (isBlanks(source().peek()))
            source().take();
    }

    /* -- ends -- */

    bool eof() {
        return (!strict && source_ == nullptr) || source().peek() == judgebox::Source::end;
    }

    bool seekEof() {
        if (!strict && source_ == nullptr)
            return true;
        skipBlanks();
        return eof();
    }

    /* Go past the end of a line if it is here. Without strictness the end of the file is one, and "\r\n" too. */
    bool eoln() {
        if (!strict && source_ == nullptr)
            return true;
        int c = source().take();
        if (c == LF || (!strict && c == judgebox::Source::end))
            return true;
        if (!strict && c == CR) {
            if (source().peek() == LF) {
                source().take();
                return true;
            }
        }
        source().give_back(c);
        return false;
    }

    bool seekEoln() {
        if (!strict && source_ == nullptr)
            return true;
        while (source().peek() == SPACE || source().peek() == TAB)
            source().take();
        return eoln();
    }

    void readEoln() {
        line_ = source().line();
        if (!eoln())
            quit(_pe, "the end of the line was expected");
    }

    void readEof() {
        line_ = source().line();
        if (!eof())
            quit(_pe, "the end of the file was expected");
        judgebox::has_read_all = true;
    }

    void nextLine() {
        readLine();
    }

    /* -- tokens -- */

    void readWordTo(std::string &result) {
        if (!strict)
            skipBlanks();
        line_ = source().line();
        result.clear();
        int c = source().peek();
        if (c == judgebox::Source::end)
            quit(_unexpected_eof, "the file ends where a token was expected");
        if (isBlanks(c))
            quit(_pe, "there is white space where a token was expected");
        while (c != judgebox::Source::end && !isBlanks(c)) {
            result += char(source().take());
            if (result.size() > maxTokenLength)
                quit(_pe, "a token is longer than " + vtos(maxTokenLength) + ": " + compress(result));
            c = source().peek();
        }
    }

    void readWordTo(std::string &result, const pattern &p, const std::string &variableName = "") {
        readWordTo(result);
        match("token", result, p, variableName);
    }

    void readWordTo(std::string &result, const std::string &ptrn, const std::string &variableName = "") {
        readWordTo(result, pattern(ptrn), variableName);
    }

    std::string readWord() {
        std::string result;
        readWordTo(result);
        return result;
    }

    std::string readWord(const pattern &p, const std::string &variableName = "") {
        std::string result;
        readWordTo(result, p, variableName);
        return result;
    }

    std::string readWord(const std::string &ptrn, const std::string &variableName = "") {
        return readWord(pattern(ptrn), variableName);
    }

    std::string readWord(const char *ptrn, const std::string &variableName = "") {
        return readWord(pattern(ptrn), variableName);
    }

    std::vector<std::string> readWords(int size, int indexBase = 1) {
        return many<std::string>(size, indexBase, true, [this] { return readWord(); });
    }

    std::vector<std::string> readWords(int size, const pattern &p, const std::string &variablesName = "",
                                       int indexBase = 1) {
        return many<std::string>(size, indexBase, true, [&, this] { return readWord(p, variablesName); });
    }

    std::vector<std::string> readWords(int size, const std::string &ptrn, const std::string &variablesName = "",
                                       int indexBase = 1) {
        return readWords(size, pattern(ptrn), variablesName, indexBase);
    }

    std::vector<std::string> readWords(int size, const char *ptrn, const std::string &variablesName = "",
                                       int indexBase = 1) {
        return readWords(size, pattern(ptrn), variablesName, indexBase);
    }

    void readTokenTo(std::string &result) {
        readWordTo(result);
    }

    template <typename Pattern>
    void readTokenTo(std::string &result, const Pattern &p, const std::string &variableName = "") {
        readWordTo(result, p, variableName);
    }

    std::string readToken() {
        return readWord();
    }

    template <typename Pattern>
    std::string readToken(const Pattern &p, const std::string &variableName = "") {
        return readWord(p, variableName);
    }

    std::vector<std::string> readTokens(int size, int indexBase = 1) {
        return readWords(size, indexBase);
    }

    std::vector<std::string> readTokens(int size, const pattern &p, const std::string &variablesName = "",
                                        int indexBase = 1) {
        return readWords(size, p, variablesName, indexBase);
    }

    std::vector<std::string> readTokens(int size, const std::string &ptrn, const std::string &variablesName = "",
                                        int indexBase = 1) {
        return readWords(size, ptrn, variablesName, indexBase);
    }

    std::vector<std::string> readTokens(int size, const char *ptrn, const std::string &variablesName = "",
                                        int indexBase = 1) {
        return readWords(size, ptrn, variablesName, indexBase);
    }

    /* -- lines -- */

    void readStringTo(std::string &result) {
        if (source_ == nullptr)
            quit(_pe, "a line was expected");
        line_ = source().line();
        result.clear();
        for (int c = source().peek(); c != LF && c != judgebox::Source::end; c = source().peek()) {
            source().take();
            if (c == CR && source().peek() == LF) {
                source().give_back(c);
                break;
            }
            result += char(c);
        }
        if (strict)
            readEoln();
        else
            eoln();
    }

    void readStringTo(std::string &result, const pattern &p, const std::string &variableName = "") {
        readStringTo(result);
        match("line", result, p, variableName);
    }

    void readStringTo(std::string &result, const std::string &ptrn, const std::string &variableName = "") {
        readStringTo(result, pattern(ptrn), variableName);
    }

    std::string readString() {
        std::string result;
        readStringTo(result);
        return result;
    }

    std::string readString(const pattern &p, const std::string &variableName = "") {
        std::string result;
        readStringTo(result, p, variableName);
        return result;
    }

    std::string readString(const std::string &ptrn, const std::string &variableName = "") {
        return readString(pattern(ptrn), variableName);
    }

    std::string readString(const char *ptrn, const std::string &variableName = "") {
        return readString(pattern(ptrn), variableName);
    }

    std::vector<std::string> readStrings(int size, int indexBase = 1) {
        return many<std::string>(size, indexBase, false, [this] { return readString(); });
    }

    std::vector<std::string> readStrings(int size, const pattern &p, const std::string &variablesName = "",
                                         int indexBase = 1) {
        return many<std::string>(size, indexBase, false, [&, this] { return readString(p, variablesName); });
    }

    std::vector<std::string> readStrings(int size, const std::string &ptrn, const std::string &variablesName = "",
                                         int indexBase = 1) {
        return readStrings(size, pattern(ptrn), variablesName, indexBase);
    }

    std::vector<std::string> readStrings(int size, const char *ptrn, const std::string &variablesName = "",
                                         int indexBase = 1) {
        return readStrings(size, pattern(ptrn), variablesName, indexBase);
    }

    void readLineTo(std::string &result) {
        readStringTo(result);
    }

    template <typename Pattern>
    void readLineTo(std::string &result, const Pattern &p, const std::string &variableName = "") {
        readStringTo(result, p, variableName);
    }

    std::string readLine() {
        return readString();
    }

    template <typename Pattern>
    std::string readLine(const Pattern &p, const std::string &variableName = "") {
        return readString(p, variableName);
    }

    std::vector<std::string> readLines(int size, int indexBase = 1) {
        return readStrings(size, indexBase);
    }

    std::vector<std::string> readLines(int size, const pattern &p, const std::string &variablesName = "",
                                       int indexBase = 1) {
        return readStrings(size, p, variablesName, indexBase);
    }

    std::vector<std::string> readLines(int size, const std::string &ptrn, const std::string &variablesName = "",
                                       int indexBase = 1) {
        return readStrings(size, ptrn, variablesName, indexBase);
    }

    std::vector<std::string> readLines(int size, const char *ptrn, const std::string &variablesName = "",
                                       int indexBase = 1) {
        return readStrings(size, ptrn, variablesName, indexBase);
    }

    /* -- numbers: without a "+", leading zeros or "-0" where they are whole -- */

    long long readLong();
    unsigned long long readUnsignedLong();
    int readInt();
    double readReal();
    double readStrictReal(double minv, double maxv, int minAfterPointDigitCount, int maxAfterPointDigitCount,
                          const std::string &variableName = "");

    long long readLong(long long minv, long long maxv, const std::string &variableName = "") {
        return within("integer", readLong(), minv, maxv, variableName);
    }

    unsigned long long readLong(unsigned long long minv, unsigned long long maxv, const std::string &variableName = "") {
        return readUnsignedLong(minv, maxv, variableName);
    }

    unsigned long long readUnsignedLong(unsigned long long minv, unsigned long long maxv,
                                        const std::string &variableName = "") {
        return within("integer", readUnsignedLong(), minv, maxv, variableName);
    }

    int readInt(int minv, int maxv, const std::string &variableName = "") {
        return within("integer", readInt(), minv, maxv, variableName);
    }

    int readInteger() {
        return readInt();
    }

    int readInteger(int minv, int maxv, const std::string &variableName = "") {
        return readInt(minv, maxv, variableName);
    }

    double readReal(double minv, double maxv, const std::string &variableName = "") {
        return within("number", readReal(), minv, maxv, variableName);
    }

    double readDouble() {
        return readReal();
    }

    double readDouble(double minv, double maxv, const std::string &variableName = "") {
        return readReal(minv, maxv, variableName);
    }

    double readStrictDouble(double minv, double maxv, int minAfterPointDigitCount, int maxAfterPointDigitCount,
                            const std::string &variableName = "") {
        return readStrictReal(minv, maxv, minAfterPointDigitCount, maxAfterPointDigitCount, variableName);
    }

    std::vector<long long> readLongs(int size, int indexBase = 1) {
        return many<long long>(size, indexBase, true, [this] { return readLong(); });
    }

    std::vector<long long> readLongs(int size, long long minv, long long maxv, const std::string &variablesName = "",
                                     int indexBase = 1) {
        return many<long long>(size, indexBase, true, [&, this] { return readLong(minv, maxv, variablesName); });
    }

    std::vector<unsigned long long> readLongs(int size, unsigned long long minv, unsigned long long maxv,
                                              const std::string &variablesName = "", int indexBase = 1) {
        return readUnsignedLongs(size, minv, maxv, variablesName, indexBase);
    }

    std::vector<unsigned long long> readUnsignedLongs(int size, int indexBase = 1) {
        return many<unsigned long long>(size, indexBase, true, [this] { return readUnsignedLong(); });
    }

    std::vector<unsigned long long> readUnsignedLongs(int size, unsigned long long minv, unsigned long long maxv,
                                                      const std::string &variablesName = "", int indexBase = 1) {
        return many<unsigned long long>(size, indexBase, true,
                                        [&, this] { return readUnsignedLong(minv, maxv, variablesName); });
    }

    std::vector<int> readInts(int size, int indexBase = 1) {
        return many<int>(size, indexBase, true, [this] { return readInt(); });
    }

    std::vector<int> readInts(int size, int minv, int maxv, const std::string &variablesName = "", int indexBase = 1) {
        return many<int>(size, indexBase, true, [&, this] { return readInt(minv, maxv, variablesName); });
    }

    std::vector<int> readIntegers(int size, int indexBase = 1) {
        return readInts(size, indexBase);
    }

    std::vector<int> readIntegers(int size, int minv, int maxv, const std::string &variablesName = "",
                                  int indexBase = 1) {
        return readInts(size, minv, maxv, variablesName, indexBase);
    }

    std::vector<double> readReals(int size, int indexBase = 1) {
        return many<double>(size, indexBase, true, [this] { return readReal(); });
    }

    std::vector<double> readReals(int size, double minv, double maxv, const std::string &variablesName = "",
                                  int indexBase = 1) {
        return many<double>(size, indexBase, true, [&, this] { return readReal(minv, maxv, variablesName); });
    }

    std::vector<double> readDoubles(int size, int indexBase = 1) {
        return readReals(size, indexBase);
    }

    std::vector<double> readDoubles(int size, double minv, double maxv, const std::string &variablesName = "",
                                    int indexBase = 1) {
        return readReals(size, minv, maxv, variablesName, indexBase);
    }

    std::vector<double> readStrictReals(int size, double minv, double maxv, int minAfterPointDigitCount,
                                        int maxAfterPointDigitCount, const std::string &variablesName = "",
                                        int indexBase = 1) {
        return many<double>(size, indexBase, true, [&, this] {
            return readStrictReal(minv, maxv, minAfterPointDigitCount, maxAfterPointDigitCount, variablesName);
        });
    }

    std::vector<double> readStrictDoubles(int size, double minv, double maxv, int minAfterPointDigitCount,
                                          int maxAfterPointDigitCount, const std::string &variablesName = "",
                                          int indexBase = 1) {
        return readStrictReals(size, minv, maxv, minAfterPointDigitCount, maxAfterPointDigitCount, variablesName,
                               indexBase);
    }

    /* -- the end of the program -- */

    [[noreturn]] void quit(TResult result, const std::string &message);

    [[noreturn]] void quits(TResult result, std::string message) {
        quit(result, message);
    }

    [[noreturn]] void quitf(TResult result, const char *text, ...) {
        JUDGEBOX_FORMAT(message, text, text)
        quit(result, message);
    }

    void quitif(bool condition, TResult result, const char *text, ...) {
        JUDGEBOX_FORMAT(message, text, text)
        if (condition)
            quit(result, message);
    }

    void ensuref(bool condition, const char *text, ...) {
        JUDGEBOX_FORMAT(message, text, text)
        if (!condition)
            quit(_wa, message);
    }

    void judgebox_ensure(bool condition, const std::string &message) {
        if (!condition)
            quit(_wa, message);
    }

private:
    static const int no_index = INT_MAX;

    judgebox::Source *source_;
    int line_;  /* where the last thing began */
    int index_; /* of the element that is read, where many are */

    InStream(const InStream &);
    InStream &operator=(const InStream &);

    judgebox::Source &source() {
        if (source_ == nullptr)
            quit(_fail, "there is no file \"" + name + "\"");
        return *source_;
    }

    static char character(int c) {
        return c == judgebox::Source::end ? char(EOFC) : char(c);
    }

    static std::string shown(int c) {
        if (c == judgebox::Source::end)
            return "the end of the file";
        return c > 32 && c < 127 ? "'" + std::string(1, char(c)) + "'" : "the character #" + vtos(c);
    }

    std::string what(const std::string &kind, const std::string &variable) const {
        if (index_ == no_index)
            return variable.empty() ? kind : kind + " " + variable;
        return kind + " " + variable + "[" + vtos(index_) + "]";
    }

    void match(const char *kind, const std::string &found, const pattern &p, const std::string &variable) {
        if (!p.matches(found))
            quit(_wa, what(kind, variable) + ": \"" + compress(found) + "\" doesn't match \"" + p.src() + "\"");
    }

    template <typename T>
    T within(const char *kind, T found, T least, T most, const std::string &variable) {
        if (found < least || found > most)
            quit(_wa, what(kind, variable) + ": " + vtos(found) + " is not between " + toHumanReadableString(least) +
                          " and " + toHumanReadableString(most));
        return found;
    }

    template <typename T, typename Read>
    std::vector<T> many(int size, int index_base, bool spaced, Read read) {
        if (size < 0 || size > 100000000)
            quit(_fail, "the number of things to read must be between 0 and 10^8, it is " + vtos(size));
        std::vector<T> result;
        index_ = index_base;
        for (int i = 0; i < size; i++, index_++) {
            if (strict && spaced && i > 0)
                readSpace();
            result.push_back(read());
        }
        index_ = no_index;
        return result;
    }
};

JUDGEBOX_GLOBAL InStream inf;
JUDGEBOX_GLOBAL InStream ouf;
JUDGEBOX_GLOBAL InStream ans;

inline void InStream::quit(TResult result, const std::string &text) {
    std::string message = trim(text);
    if (judgebox::has_test_case)
        message = judgebox::with_remark(
            message, result != _ok ? "test case " + vtos(judgebox::test_case)
                                   : vtos(judgebox::test_case) + " test case" + (judgebox::test_case == 1 ? "" : "s"));
    if (mode != _output && result != _fail) {
        result = _fail;
        message = judgebox::with_remark(message, name);
    }
    if (mode == _input && testlibMode == _validator && result == _fail && line_ != -1)
        message = judgebox::with_remark(message, "line " + vtos(line_));
    bool accepts = result == _ok || result == _points || result >= _partially;
    if (accepts && testlibMode != _interactor && testlibMode != _validator && !ouf.seekEof())
        ouf.quit(_dirt, "there is more output than expected");
    if (message.size() > maxMessageLength)
        message = message.substr(0, maxMessageLength) + "...";
    judgebox::has_quit = true;
    judgebox::tell(judgebox::title_of(result) + " " + message);
    if (tout.is_open())
        tout.close();
    std::exit(judgebox::exit_code_of(result));
}

/* ---- quitting -------------------------------------------------------------------------------------------- */

[[noreturn]] inline void quit(TResult result, const std::string &message) {
    ouf.quit(result, message);
}

[[noreturn]] inline void quitf(TResult result, const char *text, ...) {
    JUDGEBOX_FORMAT(message, text, text)
    ouf.quit(result, message);
}

inline void quitif(bool condition, TResult result, const char *text, ...) {
    JUDGEBOX_FORMAT(message, text, text)
    if (condition)
        ouf.quit(result, message);
}

namespace judgebox {

inline void give_up(const std::string &message) {
    has_quit = true;
    tell("FAIL " + message);
    std::exit(FAIL_EXIT_CODE);
}

/* Write points so that no digit that matters is lost, and without an exponent. */
inline std::string shown_points(double points) {
    if (!(points > -1E300 && points < 1E300))
        give_up("points must be a number");
    std::string text = ::format("%.10f", points);
    std::size_t last = text.find_last_not_of('0');
    return text.substr(0, text[last] == '.' ? last + 2 : last + 1);
}

[[noreturn]] inline void quit_with_points(double points, const std::string &message) {
    ::quit(_points, shown_points(points) + (message.empty() ? "" : " " + message));
}

[[noreturn]] inline void quit_with_points(int points, const std::string &message) {
    ::quit(_points, vtos(points) + (message.empty() ? "" : " " + message));
}

inline std::string shown_number(double value) {
    std::string text = ::format("%.12f", value);
    std::size_t last = text.find_last_not_of('0');
    return text.substr(0, text[last] == '.' ? last + 2 : last + 1);
}

inline std::string shown_value(double value) {
    return shown_number(value);
}

inline std::string shown_value(float value) {
    return shown_number(double(value));
}

inline std::string shown_value(long double value) {
    return shown_number(double(value));
}

template <typename T>
std::string shown_value(const T &value) {
    return vtos(value);
}

}  // namespace judgebox

[[noreturn]] inline void quitp(float points, const std::string &message = "") {
    judgebox::quit_with_points(double(points), message);
}

[[noreturn]] inline void quitp(double points, const std::string &message = "") {
    judgebox::quit_with_points(points, message);
}

[[noreturn]] inline void quitp(long double points, const std::string &message = "") {
    judgebox::quit_with_points(double(points), message);
}

[[noreturn]] inline void quitp(int points, const std::string &message = "") {
    judgebox::quit_with_points(points, message);
}

template <typename Number>
[[noreturn]] void quitp(Number points, const char *text, ...) {
    JUDGEBOX_FORMAT(message, text, text)
    quitp(points, message);
}

template <typename T>
[[noreturn]] void expectedButFound(TResult result, T expected, T found, const char *before = "", ...) {
    JUDGEBOX_FORMAT(start, before, before)
    quit(result, (start.empty() ? "" : compress(start) + ": ") + "expected '" +
                     compress(judgebox::shown_value(expected)) + "', found '" + compress(judgebox::shown_value(found)) +
                     "'");
}

inline void judgebox_ensure(bool condition, const std::string &message) {
    if (!condition)
        quit(_fail, message);
}

/* `ensure(x)` blames the problem; `ouf.ensure(x)` blames the program. */
#define ensure(...) judgebox_ensure(bool(__VA_ARGS__), "\"" #__VA_ARGS__ "\" doesn't hold")

inline void ensuref(bool condition, const char *text, ...) {
    JUDGEBOX_FORMAT(message, text, text)
    if (!condition)
        quit(_fail, message);
}

/* ---- numbers from text ----------------------------------------------------------------------------------- */

namespace judgebox {

inline bool is_whole(const std::string &text, bool may_be_negative) {
    std::size_t first = may_be_negative && text.size() > 1 && text[0] == '-' ? 1 : 0;
    if (first == text.size() || text.find_first_not_of("0123456789", first) != std::string::npos)
        return false;
    return text[first] != '0' || text == "0";
}

/* A number that takes the whole text, and has no other characters than decimal ones do. */
inline bool is_decimal(const std::string &text, double &value) {
    if (text.empty() || text.find_first_not_of("0123456789.eE+-") != std::string::npos)
        return false;
    char *end;
    value = std::strtod(text.c_str(), &end);
    return *end == '\0' && end != text.c_str() && !std::isnan(value);
}

/* Digits, perhaps with a "-" before and a point within, and no more zeros in front than one needs. */
inline bool is_plain_decimal(const std::string &text) {
    std::size_t first = text[0] == '-' ? 1 : 0;
    std::size_t point = std::min(text.find('.'), text.size());
    std::string whole = text.substr(first, point - first);
    std::string rest = point < text.size() ? text.substr(point + 1) : "0";
    return is_whole(whole, false) && !rest.empty() && rest.find_first_not_of("0123456789") == std::string::npos;
}

}  // namespace judgebox

inline long long stringToLongLong(InStream &in, const std::string &text) {
    errno = 0;
    long long value = judgebox::is_whole(text, true) ? std::strtoll(text.c_str(), nullptr, 10) : 0;
    if (!judgebox::is_whole(text, true) || errno == ERANGE)
        in.quit(_pe, "a 64-bit integer was expected, \"" + compress(text) + "\" found");
    return value;
}

inline unsigned long long stringToUnsignedLongLong(InStream &in, const std::string &text) {
    errno = 0;
    unsigned long long value = judgebox::is_whole(text, false) ? std::strtoull(text.c_str(), nullptr, 10) : 0;
    if (!judgebox::is_whole(text, false) || errno == ERANGE)
        in.quit(_pe, "an unsigned 64-bit integer was expected, \"" + compress(text) + "\" found");
    return value;
}

inline double stringToDouble(InStream &in, const std::string &text) {
    double value;
    if (!judgebox::is_decimal(text, value))
        in.quit(_pe, "a number was expected, \"" + compress(text) + "\" found");
    return value;
}

inline double stringToStrictDouble(InStream &in, const std::string &text, int minAfterPointDigitCount,
                                   int maxAfterPointDigitCount) {
    if (minAfterPointDigitCount < 0 || minAfterPointDigitCount > maxAfterPointDigitCount)
        in.quit(_fail, "the bounds on the digits after the point make no sense");
    double value;
    if (text.size() > 1000 || !judgebox::is_plain_decimal(text) || !judgebox::is_decimal(text, value) ||
        judgebox::is_infinite(value) || (text[0] == '-' && value >= 0))
        in.quit(_pe, "a plain decimal number was expected, \"" + compress(text) + "\" found");
    std::size_t point = text.find('.');
    int digits = point == std::string::npos ? 0 : int(text.size() - point - 1);
    if (digits < minAfterPointDigitCount || digits > maxAfterPointDigitCount)
        in.quit(_pe, "between " + vtos(minAfterPointDigitCount) + " and " + vtos(maxAfterPointDigitCount) +
                         " digits after the point were expected, \"" + compress(text) + "\" found");
    return value;
}

inline long long InStream::readLong() {
    return stringToLongLong(*this, readWord());
}

inline unsigned long long InStream::readUnsignedLong() {
    return stringToUnsignedLongLong(*this, readWord());
}

inline int InStream::readInt() {
    std::string text = readWord();
    long long value = stringToLongLong(*this, text);
    if (value < INT_MIN || value > INT_MAX)
        quit(_pe, "a 32-bit integer was expected, \"" + compress(text) + "\" found");
    return int(value);
}

inline double InStream::readReal() {
    return stringToDouble(*this, readWord());
}

inline double InStream::readStrictReal(double minv, double maxv, int minAfterPointDigitCount,
                                       int maxAfterPointDigitCount, const std::string &variableName) {
    double value = stringToStrictDouble(*this, readWord(), minAfterPointDigitCount, maxAfterPointDigitCount);
    return within("number", value, minv, maxv, variableName);
}

/* ---- options of the command line ------------------------------------------------------------------------- */

namespace judgebox {

struct Option {
    std::string value;
    bool is_used;
};

JUDGEBOX_GLOBAL std::vector<std::string> arguments;
JUDGEBOX_GLOBAL std::map<std::string, Option> options;
JUDGEBOX_GLOBAL bool must_use_options = false, may_leave_options = false;

/* How many dashes come before the name of an option; 0 if it is none. */
inline std::size_t dashes_of(const std::string &argument) {
    std::size_t dashes = argument.compare(0, 2, "--") == 0 ? 2 : argument.compare(0, 1, "-") == 0 ? 1 : 0;
    return dashes > 0 && argument.size() > dashes && std::isalpha(static_cast<unsigned char>(argument[dashes])) ? dashes
                                                                                                              : 0;
}

/* Write a number with an exponent, such as 2e5, without it; others stay as they are. */
inline std::string without_exponent(const std::string &text) {
    std::size_t e = text.find_first_of("eE");
    if (e == std::string::npos)
        return text;
    double value;
    long exponent = std::strtol(text.c_str() + e + 1, nullptr, 10);
    std::string mantissa = text.substr(0, e);
    if (!is_decimal(text, value) || exponent < -400 || exponent > 400)
        give_up("the option \"" + compress(text) + "\" is no number");
    bool is_negative = mantissa[0] == '-';
    if (is_negative || mantissa[0] == '+')
        mantissa = mantissa.substr(1);
    std::size_t point = std::min(mantissa.find('.'), mantissa.size());
    std::string digits = mantissa.substr(0, point) + (point < mantissa.size() ? mantissa.substr(point + 1) : "");
    long place = long(point) + exponent;
    if (place < 0)
        digits.insert(0, std::size_t(-place), '0'), place = 0;
    if (std::size_t(place) > digits.size())
        digits.append(std::size_t(place) - digits.size(), '0');
    std::string whole = digits.substr(0, std::size_t(place)), rest = digits.substr(std::size_t(place));
    whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size()));
    rest.erase(rest.find_last_not_of('0') + 1);
    return (is_negative ? "-" : "") + (whole.empty() ? "0" : whole) + (rest.empty() ? "" : "." + rest);
}

template <typename T>
T whole_option(const std::string &text) {
    std::string digits = without_exponent(text);
    bool is_negative = digits.compare(0, 1, "-") == 0;
    if (digits.size() == std::size_t(is_negative) ||
        digits.find_first_not_of("0123456789", is_negative ? 1 : 0) != std::string::npos ||
        (is_negative && std::is_unsigned<T>::value))
        give_up("the option \"" + compress(text) + "\" is no integer that fits");
    errno = 0;
    bool fits;
    T value;
    if (is_negative) {
        long long wide = std::strtoll(digits.c_str(), nullptr, 10);
        value = T(wide);
        fits = static_cast<long long>(value) == wide;
    } else {
        unsigned long long wide = std::strtoull(digits.c_str(), nullptr, 10);
        value = T(wide);
        fits = wide <= static_cast<unsigned long long>(std::numeric_limits<T>::max());
    }
    if (!fits || errno == ERANGE)
        give_up("the option \"" + compress(text) + "\" is no integer that fits");
    return value;
}

template <typename T, bool is_whole = std::is_integral<T>::value, bool is_real = std::is_floating_point<T>::value>
struct OptionOf {
    static T parse(const std::string &text) {
        return T(text);
    }
};

template <typename T>
struct OptionOf<T, true, false> {
    static T parse(const std::string &text) {
        return whole_option<T>(text);
    }
};

template <typename T>
struct OptionOf<T, false, true> {
    static T parse(const std::string &text) {
        double value;
        if (!is_decimal(text, value))
            give_up("the option \"" + compress(text) + "\" is no number");
        return T(std::strtold(text.c_str(), nullptr));
    }
};

template <>
struct OptionOf<bool, true, false> {
    static bool parse(const std::string &text) {
        if (text != "true" && text != "1" && text != "false" && text != "0")
            give_up("the option \"" + compress(text) + "\" is neither true nor false");
        return text == "true" || text == "1";
    }
};

inline const std::string &argument_at(int index) {
    if (index < 0 || index >= int(arguments.size()))
        give_up("there is no argument " + vtos(index) + ", there are " + vtos(arguments.size()));
    return arguments[std::size_t(index)];
}

inline const std::string &option_named(const std::string &key) {
    std::map<std::string, Option>::iterator option = options.find(key);
    if (option == options.end())
        give_up("the option \"" + compress(key) + "\" is missing");
    option->second.is_used = true;
    return option->second.value;
}

}  // namespace judgebox

/* Read options: -n=10, --n=10, -n 10, -n10, or -flag alone, which is "true". */
inline void prepareOpts(int argc, char *argv[]) {
    judgebox::arguments.assign(argv, argv + argc);
    judgebox::options.clear();
    for (int i = 1; i < argc; i++) {
        std::string argument = judgebox::arguments[std::size_t(i)];
        std::size_t dashes = judgebox::dashes_of(argument);
        if (dashes == 0)
            continue;
        std::string key = argument.substr(dashes), value = "true";
        std::size_t equals = key.find('=');
        if (equals != std::string::npos) {
            value = key.substr(equals + 1);
            key = key.substr(0, equals);
        } else if (i + 1 < argc && judgebox::dashes_of(argv[i + 1]) == 0) {
            value = argv[++i];
        } else if (key.size() > 1 && std::isdigit(static_cast<unsigned char>(key[1]))) {
            value = key.substr(1);
            key = key.substr(0, 1);
        }
        judgebox::options[key] = judgebox::Option{value, false};
    }
}

/* Who asks whether an option is there wants those that nobody knows refused: with a typo in its name it would seem
 * missing. */
inline bool has_opt(const std::string &key) {
    judgebox::must_use_options = true;
    std::map<std::string, judgebox::Option>::iterator option = judgebox::options.find(key);
    if (option == judgebox::options.end())
        return false;
    option->second.is_used = true;
    return true;
}

inline bool has_opt(int index) {
    return index >= 0 && index < int(judgebox::arguments.size());
}

/* An argument by its place; the name of the program is 0. */
template <typename T>
T opt(int index) {
    return judgebox::OptionOf<T>::parse(judgebox::argument_at(index));
}

inline std::string opt(int index) {
    return judgebox::argument_at(index);
}

template <typename T>
T opt(int index, const T &default_value) {
    return has_opt(index) ? opt<T>(index) : default_value;
}

inline std::string opt(int index, const std::string &default_value) {
    return has_opt(index) ? opt(index) : default_value;
}

/* An option by its name. */
template <typename T>
T opt(const std::string &key) {
    if (std::is_same<T, bool>::value && !has_opt(key))
        return T();
    return judgebox::OptionOf<T>::parse(judgebox::option_named(key));
}

inline std::string opt(const std::string &key) {
    return judgebox::option_named(key);
}

template <typename T>
T opt(const std::string &key, const T &default_value) {
    return has_opt(key) ? opt<T>(key) : default_value;
}

inline std::string opt(const std::string &key, const std::string &default_value) {
    return has_opt(key) ? opt(key) : default_value;
}

inline void ensureNoUnusedOpts() {
    for (const std::pair<const std::string, judgebox::Option> &option : judgebox::options)
        if (!option.second.is_used)
            judgebox::give_up("the option \"" + compress(option.first) + "\" is not used");
}

inline void suppressEnsureNoUnusedOpts() {
    judgebox::may_leave_options = true;
}

/* ---- starting -------------------------------------------------------------------------------------------- */

namespace judgebox {

/* What `validator` and `checker` tell of how the program was called. */
class Called {
public:
    std::string testset() const {
        return testset_;
    }

    std::string group() const {
        return group_;
    }

    void setTestset(const char *testset) {
        testset_ = testset;
    }

    void setGroup(const char *group) {
        group_ = group;
    }

    /* Take --testset, --group and the like out of the arguments, and give the others. */
    std::vector<std::string> take(int argc, char *argv[]) {
        std::vector<std::string> others;
        for (int i = 1; i < argc; i++) {
            std::string argument = argv[i];
            bool is_option = argument == "--testset" || argument == "--group" || argument.compare(0, 14, "--testOverview") == 0 ||
                             argument.compare(0, 14, "--testMarkupFi") == 0 || argument == "--testCase" ||
                             argument == "--testCaseFileName";
            if (!is_option) {
                others.push_back(argument);
            } else if (++i >= argc) {
                give_up("the option " + argument + " has no value");
            } else if (argument == "--testset") {
                testset_ = argv[i];
            } else if (argument == "--group") {
                group_ = argv[i];
            }
        }
        return others;
    }

private:
    std::string testset_ = "tests", group_;
};

/* End as the program's kind asks for, where it just returns from main. */
inline void end_of_program(int status) {
    if (status != 0 || has_quit || !is_guarded)
        return;
    const char *missing = nullptr;
    if (testlibMode == _checker)
        missing = "the checker ends without quit or quitf";
    else if (testlibMode == _validator && !has_read_all)
        missing = "the validator ends without readEof";
    else if (testlibMode == _generator && must_use_options && !may_leave_options)
        for (const std::pair<const std::string, Option> &option : options)
            if (!option.second.is_used)
                missing = "an option is not used";
    if (missing == nullptr && testlibMode != _validator)
        return;
    if (missing != nullptr)
        std::fprintf(stderr, "FAIL %s\n", missing);
    std::cout.flush();
    std::fflush(nullptr);
    ::_exit(missing == nullptr ? VALID_EXIT_CODE : FAIL_EXIT_CODE);
}

inline void end_with_status(int status, void *) {
    end_of_program(status);
}

inline void end_of_any_status() {
    end_of_program(0);
}

inline void start(TTestlibMode mode) {
    testlibMode = mode;
#ifdef __GLIBC__
    ::on_exit(end_with_status, nullptr);
#else
    std::atexit(end_of_any_status);
#endif
}

inline void open_streams(const std::vector<std::string> &files, const char *usage) {
    if (files.size() < 3 || files.size() > 5)
        give_up(std::string("call it as: ") + usage);
    if (files.size() > 3)
        report_file = files[3];
    inf.init(files[0], _input);
    ouf.init(files[1], _output);
    ans.init(files[2], _answer);
}

}  // namespace judgebox

JUDGEBOX_GLOBAL judgebox::Called validator;
JUDGEBOX_GLOBAL judgebox::Called checker;

/* Begin a checker: it is called with the files of input, output and answer. */
inline void registerTestlibCmd(int argc, char *argv[]) {
    judgebox::start(_checker);
    ouf.mode = _output;
    judgebox::open_streams(checker.take(argc, argv), "checker INPUT OUTPUT ANSWER [REPORT]");
}

inline void registerTestlib(int argc, ...) {
    std::vector<std::string> files;
    va_list names;
    va_start(names, argc);
    for (int i = 0; i < argc; i++)
        files.push_back(va_arg(names, char *));
    va_end(names);
    judgebox::start(_checker);
    ouf.mode = _output;
    judgebox::open_streams(files, "checker INPUT OUTPUT ANSWER [REPORT]");
}

/* Begin an interactor: `inf` is the input, `ouf` what the program says, `cout` what it hears, and `tout` the file
 * for the checker. */
inline void registerInteraction(int argc, char *argv[]) {
    judgebox::start(_interactor);
    ouf.mode = _output;
    std::signal(SIGPIPE, SIG_IGN);
    std::vector<std::string> files = checker.take(argc, argv);
    if (files.size() < 2 || files.size() > 5)
        judgebox::give_up("call it as: interactor INPUT OUTPUT [ANSWER [REPORT]]");
    if (files.size() > 3)
        judgebox::report_file = files[3];
    inf.init(files[0], _input);
    tout.open(files[1].c_str(), std::ios_base::out);
    if (!tout.is_open())
        judgebox::give_up("the file \"" + files[1] + "\" can't be written");
    ouf.init(stdin, _output);
    ans.mode = _answer;
    ans.name = "answer";
    if (files.size() > 2)
        ans.init(files[2], _answer);
}

/* Begin a validator: the test is on standard input. */
inline void registerValidation() {
    judgebox::start(_validator);
    ouf.mode = _output;
    inf.init(stdin, _input);
    inf.strict = true;
}

inline void registerValidation(int argc, char *argv[]) {
    registerValidation();
    validator.take(argc, argv);
}

/* Begin a generator; the arguments are its seed. */
inline void registerGen(int argc, char *argv[], int randomGeneratorVersion) {
    if (randomGeneratorVersion != 0 && randomGeneratorVersion != 1)
        judgebox::give_up("the version of the random generator is 0 or 1");
    judgebox::random_version = randomGeneratorVersion;
    judgebox::start(_generator);
    rnd.setSeed(argc, argv);
    prepareOpts(argc, argv);
}

inline void registerGen(int argc, char *argv[]) {
    registerGen(argc, argv, 0);
}

/* Let the program end without quit or readEof. */
inline void disableFinalizeGuard() {
    judgebox::is_guarded = false;
}

inline void setName(const char *, ...) {}

inline void setAppesModeEncoding(std::string) {}

inline void addFeature(const std::string &) {}

inline void feature(const std::string &) {}

/* Write what follows on standard output to a file whose name is the number of the test. */
inline void startTest(int test) {
    if (std::freopen(vtos(test).c_str(), "wt", stdout) == nullptr)
        judgebox::give_up("the file \"" + vtos(test) + "\" can't be written");
}

/* ---- printing -------------------------------------------------------------------------------------------- */

namespace judgebox {

template <typename T>
struct IsCollection {
    template <typename U>
    static char test(typename U::const_iterator *);
    template <typename U>
    static long test(...);
    static const bool value = sizeof(test<T>(nullptr)) == 1 && !std::is_same<T, std::string>::value;
};

template <typename T>
struct IsIterator {
    template <typename U>
    static char test(typename std::iterator_traits<U>::iterator_category *);
    template <typename U>
    static long test(...);
    static const bool value = sizeof(test<T>(nullptr)) == 1 && !std::is_same<T, const char *>::value &&
                              !std::is_same<T, char *>::value;
};

/* The iterator that is fit for reading only, which a constant array gives too. */
template <typename Iterator>
struct Reading {
    typedef Iterator type;
};

template <typename T>
struct Reading<T *> {
    typedef const T *type;
};

template <typename T>
typename std::enable_if<!IsCollection<T>::value>::type print(const T &value) {
    std::cout << value;
}

template <typename Iterator>
void print_range(Iterator first, Iterator last);

template <typename T>
typename std::enable_if<IsCollection<T>::value>::type print(const T &values) {
    print_range(values.begin(), values.end());
}

template <typename Iterator>
void print_range(Iterator first, Iterator last) {
    for (Iterator item = first; item != last; ++item) {
        if (item != first)
            std::cout << ' ';
        print(*item);
    }
}

}  // namespace judgebox

template <typename T>
void println(const T &value) {
    judgebox::print(value);
    std::cout << std::endl;
}

/* Two iterators are a range; anything else is two things. */
template <typename A, typename B>
typename std::enable_if<judgebox::IsIterator<typename std::decay<const B &>::type>::value>::type println(const A &first,
                                                                                                        const B &last) {
    judgebox::print_range<typename judgebox::Reading<typename std::decay<const B &>::type>::type>(first, last);
    std::cout << std::endl;
}

template <typename A, typename B>
typename std::enable_if<!judgebox::IsIterator<typename std::decay<const B &>::type>::value>::type println(const A &a,
                                                                                                         const B &b) {
    judgebox::print(a);
    std::cout << ' ';
    println(b);
}

template <typename A, typename B, typename C, typename... Others>
void println(const A &a, const B &b, const C &c, const Others &...others) {
    judgebox::print(a);
    int in_order[] = {(std::cout << ' ', judgebox::print(b), 0), (std::cout << ' ', judgebox::print(c), 0),
                      (std::cout << ' ', judgebox::print(others), 0)...};
    (void)in_order;
    std::cout << std::endl;
}

/* ---- names that programs use although nobody documents them ------------------------------------------------ */

typedef pattern pattern_t;

#define I64 "%lld"
#define U64 "%llu"

inline std::string __testlib_part(const std::string &text) {
    return compress(text);
}

[[noreturn]] inline void __testlib_fail(const std::string &message) {
    judgebox::give_up(message);
}

inline bool __testlib_isNaN(double value) {
    return std::isnan(value);
}

template <typename T>
T __testlib_abs(const T &value) {
    return value > 0 ? value : -value;
}

template <typename T>
T __testlib_min(const T &one, const T &other) {
    return one < other ? one : other;
}

template <typename T>
T __testlib_max(const T &one, const T &other) {
    return one > other ? one : other;
}

#endif
