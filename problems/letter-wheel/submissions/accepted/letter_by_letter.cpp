class Solution {
public:
    string turnLetters(string text, int steps) {
        steps = (steps % 26 + 26) % 26;
        for (char& c : text) {
            if (c >= 'a' && c <= 'z')
                c = 'a' + (c - 'a' + steps) % 26;
            else if (c >= 'A' && c <= 'Z')
                c = 'A' + (c - 'A' + steps) % 26;
        }
        return text;
    }
};
