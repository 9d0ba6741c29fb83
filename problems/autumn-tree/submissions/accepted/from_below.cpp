class Solution {
public:
    TreeNode* dropLeaves(TreeNode* root, int value) {
        if (!root)
            return nullptr;
        root->left = dropLeaves(root->left, value);
        root->right = dropLeaves(root->right, value);
        return root->val == value && root->left == root->right ? nullptr : root;
    }
};
