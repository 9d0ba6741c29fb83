class Solution:
    def dropLeaves(self, root: Optional[TreeNode], value: int) -> Optional[TreeNode]:
        if root is None or (root.val == value and root.left is root.right):
            return None
        root.left = self.dropLeaves(root.left, value)
        root.right = self.dropLeaves(root.right, value)
        return root
