/* Reads the cases of a function problem from standard input, writes results to descriptor 3. */
#include <ctype.h>
#include <fenv.h>
#include <float.h>
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct ListNode {
    int val;
    struct ListNode *next;
};

struct TreeNode {
    int val;
    struct TreeNode *left;
    struct TreeNode *right;
};

enum jb_base { JB_INT, JB_LONG, JB_DOUBLE, JB_BOOL, JB_CHAR, JB_STRING, JB_LIST, JB_TREE };

static const size_t jb_bytes[] = {
    sizeof(int), sizeof(long long), sizeof(double), sizeof(bool), sizeof(char), sizeof(char *), sizeof(void *), sizeof(void *),
};

/* A value of any type. A list has `items` as the solution sees them, and as many `sizes` as it is deep: sizes[0] is the
   number of items, sizes[1] points to those of the items, sizes[2] to pointers to those of their items, and so on. */
struct jb_value {
    enum jb_base base;
    int depth;
    union {
        int whole;
        long long wide;
        double real;
        bool flag;
        char letter;
        char *text;
        struct ListNode *list;
        struct TreeNode *tree;
        void *items;
    } as;
    int count;
    void *sizes[8];
};

static char *jb_at;

static void *jb_allocate(size_t bytes)
{
    void *place = calloc(1, bytes > 0 ? bytes : 1);
    if (place == NULL)
        abort();
    return place;
}

/* --- Reading: the judge has made sure that the input is well-formed and of the right types ------------------- */

static void jb_skip(void)
{
    while (*jb_at != '\0' && strchr(" \t\r\n,:", *jb_at) != NULL)
        jb_at++;
}

static bool jb_take(char wanted)
{
    jb_skip();
    if (*jb_at != wanted || *jb_at == '\0')
        return false;
    jb_at++;
    return true;
}

static bool jb_take_null(void)
{
    jb_skip();
    if (strncmp(jb_at, "null", 4) != 0)
        return false;
    jb_at += 4;
    return true;
}

static bool jb_closes(void)
{
    return jb_take(']') || *jb_at == '\0';
}

static long long jb_read_whole(void)
{
    jb_skip();
    return strtoll(jb_at, &jb_at, 10);
}

static unsigned jb_read_hex(void)
{
    char digits[5] = {0};
    memcpy(digits, jb_at, 4);
    jb_at += 4;
    return (unsigned)strtoul(digits, NULL, 16);
}

static char *jb_put_code_point(char *end, unsigned code)
{
    if (code < 0x80) {
        *end++ = (char)code;
    } else if (code < 0x800) {
        *end++ = (char)(0xc0 | code >> 6);
        *end++ = (char)(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
        *end++ = (char)(0xe0 | code >> 12);
        *end++ = (char)(0x80 | (code >> 6 & 0x3f));
        *end++ = (char)(0x80 | (code & 0x3f));
    } else {
        *end++ = (char)(0xf0 | code >> 18);
        *end++ = (char)(0x80 | (code >> 12 & 0x3f));
        *end++ = (char)(0x80 | (code >> 6 & 0x3f));
        *end++ = (char)(0x80 | (code & 0x3f));
    }
    return end;
}

static char *jb_read_text(void)
{
    jb_take('"');
    size_t length = 0;
    while (jb_at[length] != '"' && jb_at[length] != '\0')
        length += jb_at[length] == '\\' ? 2 : 1;
    char *text = jb_allocate(length + 1);
    char *end = text;
    while (*jb_at != '"' && *jb_at != '\0') {
        char c = *jb_at++;
        if (c != '\\') {
            *end++ = c;
            continue;
        }
        c = *jb_at++;
        if (c == 'u') {
            unsigned code = jb_read_hex();
            if (code >= 0xd800 && code < 0xdc00 && strncmp(jb_at, "\\u", 2) == 0) {
                jb_at += 2;
                code = 0x10000 + ((code - 0xd800) << 10) + (jb_read_hex() - 0xdc00);
            }
            end = jb_put_code_point(end, code);
        } else {
            const char *place = strchr("b\bf\fn\nr\rt\t", c);
            *end++ = place == NULL ? c : place[1];
        }
    }
    jb_take('"');
    return text;
}

static double jb_read_real(void)
{
    jb_skip();
    if (*jb_at == '"')
        return strtod(jb_read_text(), NULL);
    return strtod(jb_at, &jb_at);
}

static bool jb_read_flag(void)
{
    jb_skip();
    bool value = *jb_at == 't';
    jb_at += value ? 4 : 5;
    return value;
}

static struct ListNode *jb_read_list(void)
{
    struct ListNode *head = NULL;
    struct ListNode **end = &head;
    if (jb_take_null())
        return NULL;
    for (jb_take('['); !jb_closes(); end = &(*end)->next) {
        *end = jb_allocate(sizeof **end);
        (*end)->val = (int)jb_read_whole();
    }
    return head;
}

static struct TreeNode *jb_read_tree(void)
{
    struct TreeNode *root = NULL;
    size_t room = 16, first = 0, count = 1;
    struct TreeNode ***places = jb_allocate(room * sizeof *places);
    places[0] = &root;
    if (jb_take_null())
        return NULL;
    for (jb_take('['); !jb_closes();) {
        struct TreeNode **place = places[first++];
        if (jb_take_null())
            continue;
        *place = jb_allocate(sizeof **place);
        (*place)->val = (int)jb_read_whole();
        if (count + 2 > room) {
            room *= 2;
            places = realloc(places, room * sizeof *places);
            if (places == NULL)
                abort();
        }
        places[count++] = &(*place)->left;
        places[count++] = &(*place)->right;
    }
    free(places);
    return root;
}

static struct jb_value jb_read(enum jb_base base, int depth);

static void *jb_item(struct jb_value *value, enum jb_base base)
{
    if (value->depth > 0)
        return &value->as.items;
    switch (base) {
    case JB_INT: return &value->as.whole;
    case JB_LONG: return &value->as.wide;
    case JB_DOUBLE: return &value->as.real;
    case JB_BOOL: return &value->as.flag;
    case JB_CHAR: return &value->as.letter;
    case JB_STRING: return &value->as.text;
    case JB_LIST: return &value->as.list;
    default: return &value->as.tree;
    }
}

static struct jb_value jb_read_items(enum jb_base base, int depth)
{
    struct jb_value read = {.base = base, .depth = depth};
    size_t bytes = depth > 1 ? sizeof(void *) : jb_bytes[base];
    size_t room = 16;
    char *items = jb_allocate(room * bytes);
    int *counts = depth > 1 ? jb_allocate(room * sizeof *counts) : NULL;
    void **deeper[8] = {0};
    for (int level = 2; level < depth; level++)
        deeper[level] = jb_allocate(room * sizeof(void *));
    for (jb_take('['); !jb_closes(); read.count++) {
        if ((size_t)read.count == room) {
            room *= 2;
            items = realloc(items, room * bytes);
            if (counts != NULL)
                counts = realloc(counts, room * sizeof *counts);
            for (int level = 2; level < depth; level++)
                deeper[level] = realloc(deeper[level], room * sizeof(void *));
        }
        struct jb_value item = jb_read(base, depth - 1);
        memcpy(items + read.count * bytes, jb_item(&item, base), bytes);
        if (counts != NULL)
            counts[read.count] = item.count;
        for (int level = 2; level < depth; level++)
            deeper[level][read.count] = item.sizes[level - 1];
    }
    read.as.items = items;
    read.sizes[1] = counts;
    for (int level = 2; level < depth; level++)
        read.sizes[level] = deeper[level];
    return read;
}

static struct jb_value jb_read(enum jb_base base, int depth)
{
    if (depth > 0)
        return jb_read_items(base, depth);
    struct jb_value read = {.base = base};
    switch (base) {
    case JB_INT: read.as.whole = (int)jb_read_whole(); break;
    case JB_LONG: read.as.wide = jb_read_whole(); break;
    case JB_DOUBLE: read.as.real = jb_read_real(); break;
    case JB_BOOL: read.as.flag = jb_read_flag(); break;
    case JB_CHAR: read.as.letter = *jb_read_text(); break;
    case JB_STRING: read.as.text = jb_read_text(); break;
    case JB_LIST: read.as.list = jb_read_list(); break;
    case JB_TREE: read.as.tree = jb_read_tree(); break;
    }
    return read;
}

/* --- Writing ------------------------------------------------------------------------------------------------- */

static char *jb_out;
static size_t jb_out_length, jb_out_room;

static void jb_put(const char *text, size_t length)
{
    if (jb_out_length + length > jb_out_room) {
        jb_out_room = 2 * (jb_out_length + length) + 256;
        jb_out = realloc(jb_out, jb_out_room);
        if (jb_out == NULL)
            abort();
    }
    memcpy(jb_out + jb_out_length, text, length);
    jb_out_length += length;
}

static void jb_say(const char *format, ...)
{
    char text[64];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    jb_put(text, (size_t)length);
}

static void jb_put_zeros(int count)
{
    while (count-- > 0)
        jb_put("0", 1);
}

static void jb_write_real(double value)
{
    if (!isfinite(value)) {
        jb_say(isnan(value) ? "\"NaN\"" : value > 0 ? "\"Infinity\"" : "\"-Infinity\"");
        return;
    }
    if (value == 0) {
        jb_say("0");
        return;
    }
    /* Whatever has at most 15 digits is found by rounding to 15; numbers that are not normal have fewer. */
    char text[40];
    for (int digits = fabs(value) < DBL_MIN ? 1 : 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*e", digits - 1, fabs(value));
        if (strtod(text, NULL) == fabs(value))
            break;
        fesetround(FE_UPWARD); /* above a power of two lies more that is read as it than below */
        snprintf(text, sizeof text, "%.*e", digits - 1, fabs(value));
        fesetround(FE_TONEAREST);
        if (strtod(text, NULL) == fabs(value))
            break;
    }
    char digits[24];
    int count = 0;
    char *c = text;
    for (; *c != 'e'; c++)
        if (*c != '.')
            digits[count++] = *c;
    int point = atoi(c + 1) + 1;
    while (count > 1 && digits[count - 1] == '0')
        count--;
    if (value < 0)
        jb_say("-");
    if (count <= point && point <= 21) {
        jb_put(digits, (size_t)count);
        jb_put_zeros(point - count);
    } else if (0 < point && point <= 21) {
        jb_put(digits, (size_t)point);
        jb_say(".");
        jb_put(digits + point, (size_t)(count - point));
    } else if (-6 < point && point <= 0) {
        jb_say("0.");
        jb_put_zeros(-point);
        jb_put(digits, (size_t)count);
    } else {
        jb_put(digits, 1);
        if (count > 1) {
            jb_say(".");
            jb_put(digits + 1, (size_t)(count - 1));
        }
        jb_say("e%+d", point - 1);
    }
}

static void jb_write_text(const char *text, size_t length)
{
    static const char escaped[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
    jb_put("\"", 1);
    for (size_t index = 0; index < length; index++) {
        unsigned char c = (unsigned char)text[index];
        const char *place = c == 0 ? NULL : strchr(escaped, c);
        if (place != NULL)
            jb_say("\\%c", letters[place - escaped]);
        else if (c < 0x20)
            jb_say("\\u%04x", c);
        else
            jb_put(text + index, 1);
    }
    jb_put("\"", 1);
}

static void jb_write_list(const struct ListNode *node)
{
    jb_say("[");
    for (const char *comma = ""; node != NULL; node = node->next, comma = ",")
        jb_say("%s%d", comma, node->val);
    jb_say("]");
}

static void jb_write_tree(const struct TreeNode *root)
{
    size_t room = 16, count = 1;
    const struct TreeNode **nodes = jb_allocate(room * sizeof *nodes);
    nodes[0] = root;
    jb_say("[");
    size_t last = jb_out_length;
    for (size_t index = 0; index < count; index++) {
        const struct TreeNode *node = nodes[index];
        if (index > 0)
            jb_say(",");
        if (node == NULL) {
            jb_say("null");
            continue;
        }
        jb_say("%d", node->val);
        last = jb_out_length;
        if (count + 2 > room) {
            room *= 2;
            nodes = realloc(nodes, room * sizeof *nodes);
            if (nodes == NULL)
                abort();
        }
        nodes[count++] = node->left;
        nodes[count++] = node->right;
    }
    free(nodes);
    jb_out_length = last;
    jb_say("]");
}

static void jb_write(struct jb_value value)
{
    if (value.depth == 0) {
        switch (value.base) {
        case JB_INT: jb_say("%d", value.as.whole); break;
        case JB_LONG: jb_say("%lld", value.as.wide); break;
        case JB_DOUBLE: jb_write_real(value.as.real); break;
        case JB_BOOL: jb_say(value.as.flag ? "true" : "false"); break;
        case JB_CHAR: jb_write_text(&value.as.letter, 1); break;
        case JB_STRING:
            if (value.as.text == NULL)
                jb_say("null");
            else
                jb_write_text(value.as.text, strlen(value.as.text));
            break;
        case JB_LIST: jb_write_list(value.as.list); break;
        case JB_TREE: jb_write_tree(value.as.tree); break;
        }
        return;
    }
    if (value.as.items == NULL && value.count > 0) {
        jb_say("null");
        return;
    }
    size_t bytes = value.depth > 1 ? sizeof(void *) : jb_bytes[value.base];
    jb_say("[");
    for (int index = 0; index < value.count; index++) {
        struct jb_value item = {.base = value.base, .depth = value.depth - 1};
        if (index > 0)
            jb_say(",");
        memcpy(jb_item(&item, value.base), (char *)value.as.items + index * bytes, bytes);
        if (value.depth > 1)
            item.count = value.sizes[1] == NULL ? 0 : ((int *)value.sizes[1])[index];
        for (int level = 2; level < value.depth; level++)
            item.sizes[level - 1] = value.sizes[level] == NULL ? NULL : ((void **)value.sizes[level])[index];
        jb_write(item);
    }
    jb_say("]");
}

/* --- Cases --------------------------------------------------------------------------------------------------- */

static void jb_start(void)
{
    size_t room = 1 << 16, length = 0;
    char *text = jb_allocate(room);
    for (size_t count; (count = fread(text + length, 1, room - length - 1, stdin)) > 0;) {
        length += count;
        if (room - length < 2) {
            room *= 2;
            text = realloc(text, room);
            if (text == NULL)
                abort();
        }
    }
    text[length] = '\0';
    jb_at = text;
}

static bool jb_has_more(void)
{
    jb_skip();
    jb_out_length = 0;
    jb_say("{\"result\":");
    return *jb_at != '\0';
}

static void jb_report(void)
{
    static FILE *results; /* not by unistd.h: the names in it, such as link and access, belong to the solution */
    if (results == NULL)
        results = fdopen(3, "w");
    jb_say("}\n");
    if (fwrite(jb_out, 1, jb_out_length, results) != jb_out_length || fflush(results) != 0)
        _Exit(70);
}
