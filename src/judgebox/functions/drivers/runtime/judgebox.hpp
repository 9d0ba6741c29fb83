// Reads the cases of a function problem from standard input, writes results to descriptor 3.
#include <bits/stdc++.h>

using namespace std;

struct ListNode {
    int val;
    ListNode *next;
    ListNode() : val(0), next(nullptr) {}
    ListNode(int x) : val(x), next(nullptr) {}
    ListNode(int x, ListNode *next) : val(x), next(next) {}
};

struct TreeNode {
    int val;
    TreeNode *left;
    TreeNode *right;
    TreeNode() : val(0), left(nullptr), right(nullptr) {}
    TreeNode(int x) : val(x), left(nullptr), right(nullptr) {}
    TreeNode(int x, TreeNode *left, TreeNode *right) : val(x), left(left), right(right) {}
};

namespace judgebox {

const int RESULTS = 3;

// --- Reading ---------------------------------------------------------------------------------------

// A place in the input; the judge has made sure that all in it is well-formed and of the right type.
struct Input {
    std::string text;
    size_t at = 0;

    void skip() {
        while (at < text.size() && strchr(" \t\r\n,:", text[at]) != nullptr)
            at++;
    }
    bool has_more() {
        skip();
        return at < text.size();
    }
    bool take(char wanted) {
        skip();
        if (at >= text.size() || text[at] != wanted)
            return false;
        at++;
        return true;
    }
    bool take_null() {
        skip();
        if (text.compare(at, 4, "null") != 0)
            return false;
        at += 4;
        return true;
    }
    bool open() { return take('['); }
    bool closes() { return take(']') || at >= text.size(); }
};

inline void read(Input &in, long long &value) {
    in.skip();
    char *end;
    value = strtoll(in.text.c_str() + in.at, &end, 10);
    in.at = end - in.text.c_str();
}

inline void read(Input &in, int &value) {
    long long wide;
    read(in, wide);
    value = static_cast<int>(wide);
}

inline unsigned read_hex(Input &in) {
    unsigned code = static_cast<unsigned>(strtoul(in.text.substr(in.at, 4).c_str(), nullptr, 16));
    in.at += 4;
    return code;
}

inline void add_code_point(std::string &value, unsigned code) {
    if (code < 0x80) {
        value += static_cast<char>(code);
    } else if (code < 0x800) {
        value += static_cast<char>(0xc0 | code >> 6);
        value += static_cast<char>(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
        value += static_cast<char>(0xe0 | code >> 12);
        value += static_cast<char>(0x80 | (code >> 6 & 0x3f));
        value += static_cast<char>(0x80 | (code & 0x3f));
    } else {
        value += static_cast<char>(0xf0 | code >> 18);
        value += static_cast<char>(0x80 | (code >> 12 & 0x3f));
        value += static_cast<char>(0x80 | (code >> 6 & 0x3f));
        value += static_cast<char>(0x80 | (code & 0x3f));
    }
}

inline void read(Input &in, std::string &value) {
    value.clear();
    in.take('"');
    while (in.at < in.text.size()) {
        char c = in.text[in.at++];
        if (c == '"')
            return;
        if (c != '\\') {
            value += c;
            continue;
        }
        c = in.text[in.at++];
        if (c == 'u') {
            unsigned code = read_hex(in);
            if (code >= 0xd800 && code < 0xdc00 && in.text.compare(in.at, 2, "\\u") == 0) {
                in.at += 2;
                code = 0x10000 + ((code - 0xd800) << 10) + (read_hex(in) - 0xdc00);
            }
            add_code_point(value, code);
        } else {
            const char *place = strchr("b\bf\fn\nr\rt\t", c);
            value += place == nullptr ? c : place[1];
        }
    }
}

inline void read(Input &in, double &value) {
    in.skip();
    if (in.text[in.at] == '"') {
        std::string word;
        read(in, word);
        value = strtod(word.c_str(), nullptr);
        return;
    }
    char *end;
    value = strtod(in.text.c_str() + in.at, &end);
    in.at = end - in.text.c_str();
}

inline void read(Input &in, bool &value) {
    in.skip();
    value = in.text[in.at] == 't';
    in.at += value ? 4 : 5;
}

inline void read(Input &in, char &value) {
    std::string text;
    read(in, text);
    value = text.empty() ? '\0' : text[0];
}

inline void read(Input &in, ListNode *&head) {
    head = nullptr;
    if (in.take_null())
        return;
    ListNode **end = &head;
    for (in.open(); !in.closes(); end = &(*end)->next) {
        int value;
        read(in, value);
        *end = new ListNode(value);
    }
}

inline void read(Input &in, TreeNode *&root) {
    root = nullptr;
    if (in.take_null())
        return;
    std::deque<TreeNode **> places = {&root};
    for (in.open(); !in.closes();) {
        TreeNode **place = places.front();
        places.pop_front();
        if (in.take_null())
            continue;
        int value;
        read(in, value);
        *place = new TreeNode(value);
        places.push_back(&(*place)->left);
        places.push_back(&(*place)->right);
    }
}

template <typename T> void read(Input &in, std::vector<T> &values) {
    values.clear();
    for (in.open(); !in.closes();) {
        T value;
        read(in, value);
        values.push_back(std::move(value));
    }
}

template <typename T> T next(Input &in) {
    T value;
    read(in, value);
    return value;
}

// --- Writing ---------------------------------------------------------------------------------------

inline void write(std::string &out, long long value) { out += std::to_string(value); }
inline void write(std::string &out, long value) { out += std::to_string(value); }
inline void write(std::string &out, int value) { out += std::to_string(value); }
inline void write(std::string &out, unsigned value) { out += std::to_string(value); }
inline void write(std::string &out, unsigned long value) { out += std::to_string(value); }
inline void write(std::string &out, unsigned long long value) { out += std::to_string(value); }
inline void write(std::string &out, bool value) { out += value ? "true" : "false"; }

inline void write(std::string &out, double value) {
    if (!std::isfinite(value)) {
        out += std::isnan(value) ? "\"NaN\"" : value > 0 ? "\"Infinity\"" : "\"-Infinity\"";
        return;
    }
    if (value == 0) {
        out += '0';
        return;
    }
    char text[40];
    char *end = std::to_chars(text, text + sizeof text, std::fabs(value), std::chars_format::scientific).ptr;
    *end = '\0';
    char *exponent = strchr(text, 'e');
    int point = atoi(exponent + 1) + 1;
    std::string digits;
    for (char *c = text; c != exponent; c++)
        if (*c != '.')
            digits += *c;
    int count = static_cast<int>(digits.size());
    if (value < 0)
        out += '-';
    if (count <= point && point <= 21) {
        out += digits + std::string(point - count, '0');
    } else if (0 < point && point <= 21) {
        out += digits.substr(0, point) + "." + digits.substr(point);
    } else if (-6 < point && point <= 0) {
        out += "0." + std::string(-point, '0') + digits;
    } else {
        out += digits.substr(0, 1) + (count > 1 ? "." + digits.substr(1) : "");
        out += (point > 0 ? "e+" : "e-") + std::to_string(std::abs(point - 1));
    }
}

inline void write(std::string &out, float value) { write(out, static_cast<double>(value)); }

inline void write(std::string &out, const std::string &value) {
    out += '"';
    for (char c : value) {
        const char *place = c == '\0' ? nullptr : strchr("\"\"\\\\\bb\ff\nn\rr\tt", c);
        if (place != nullptr && strchr("\"\\\b\f\n\r\t", c) != nullptr) {
            out += '\\';
            out += place[1];
        } else if (static_cast<unsigned char>(c) < 0x20) {
            char escape[8];
            snprintf(escape, sizeof escape, "\\u%04x", c);
            out += escape;
        } else {
            out += c;
        }
    }
    out += '"';
}

inline void write(std::string &out, const char *value) { write(out, std::string(value)); }
inline void write(std::string &out, char value) { write(out, std::string(1, value)); }

inline void write(std::string &out, const ListNode *node) {
    out += '[';
    for (const char *comma = ""; node != nullptr; node = node->next, comma = ",")
        out += comma + std::to_string(node->val);
    out += ']';
}

inline void write(std::string &out, const TreeNode *root) {
    std::string texts;
    size_t last = 0;
    std::deque<const TreeNode *> nodes = {root};
    for (; !nodes.empty(); nodes.pop_front()) {
        const TreeNode *node = nodes.front();
        if (!texts.empty())
            texts += ',';
        if (node == nullptr) {
            texts += "null";
            continue;
        }
        texts += std::to_string(node->val);
        last = texts.size();
        nodes.push_back(node->left);
        nodes.push_back(node->right);
    }
    out += "[" + texts.substr(0, last) + "]";
}

inline void write(std::string &out, ListNode *node) { write(out, const_cast<const ListNode *>(node)); }
inline void write(std::string &out, TreeNode *node) { write(out, const_cast<const TreeNode *>(node)); }

template <typename T> void write(std::string &out, const std::vector<T> &values) {
    out += '[';
    for (size_t index = 0; index < values.size(); index++) {
        if (index > 0)
            out += ',';
        write(out, static_cast<const T &>(values[index]));
    }
    out += ']';
}

// --- Cases -----------------------------------------------------------------------------------------

inline void report(const std::string &text) {
    static FILE *results = fdopen(RESULTS, "w");
    std::string line = "{\"result\":" + text + "}\n";
    if (fwrite(line.data(), 1, line.size(), results) != line.size() || fflush(results) != 0)
        _Exit(70);
}

template <typename Call> void for_each_case(Call call) {
    Input in;
    char part[1 << 16];
    for (size_t count; (count = fread(part, 1, sizeof part, stdin)) > 0;)
        in.text.append(part, count);
    while (in.has_more()) {
        std::string out;
        call(in, out);
        report(out);
    }
}

} // namespace judgebox
