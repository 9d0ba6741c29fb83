struct TreeNode *dropLeaves(struct TreeNode *root, int value)
{
    if (root == NULL)
        return NULL;
    root->left = dropLeaves(root->left, value);
    root->right = dropLeaves(root->right, value);
    return root->val == value && root->left == root->right ? NULL : root;
}
