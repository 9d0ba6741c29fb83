class Solution {
    public TreeNode dropLeaves(TreeNode root, int value) {
        if (root == null)
            return null;
        root.left = dropLeaves(root.left, value);
        root.right = dropLeaves(root.right, value);
        return root.val == value && root.left == root.right ? null : root;
    }
}
