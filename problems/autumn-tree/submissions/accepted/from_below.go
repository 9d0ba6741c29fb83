func dropLeaves(root *TreeNode, value int) *TreeNode {
	if root == nil {
		return nil
	}
	root.Left = dropLeaves(root.Left, value)
	root.Right = dropLeaves(root.Right, value)
	if root.Val == value && root.Left == root.Right {
		return nil
	}
	return root
}
