class Solution {
public:
    TreeNode* dropLeaves(TreeNode* root, int value) {
        if (!root || root->val == value)
            return nullptr;
        root->left = dropLeaves(root->left, value);
        root->right = dropLeaves(root->right, value);
        return root;
    }
};
