class Mirror {
public:
    int whole(int x) { return x; }
    long long wide(long long x) { return x; }
    double real(double x) { return x; }
    vector<bool> flags(vector<bool> &x) { return x; }
    vector<vector<char>> letters(vector<vector<char>> &x) { return x; }
    string text(string x) { return x; }
    vector<vector<string>> texts(vector<vector<string>> &x) { return x; }
    vector<vector<vector<int>>> cube(vector<vector<vector<int>>> &x) { return x; }
    ListNode *chain(ListNode *x) { return x; }
    TreeNode *tree(TreeNode *x) { return x; }
    vector<ListNode *> chains(vector<ListNode *> &x) { return x; }
    void nothing(vector<double> &x) { cout << "said on standard output\n"; }
};
