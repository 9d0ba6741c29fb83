type Mirror struct{}

func Constructor() Mirror                               { return Mirror{} }
func (this *Mirror) Whole(x int) int                    { return x }
func (this *Mirror) Wide(x int64) int64                 { return x }
func (this *Mirror) Real(x float64) float64             { return x }
func (this *Mirror) Flags(x []bool) []bool              { return x }
func (this *Mirror) Letters(x [][]byte) [][]byte        { return x }
func (this *Mirror) Text(x string) string               { return x }
func (this *Mirror) Texts(x [][]string) [][]string      { return x }
func (this *Mirror) Cube(x [][][]int) [][][]int         { return x }
func (this *Mirror) Chain(x *ListNode) *ListNode        { return x }
func (this *Mirror) Tree(x *TreeNode) *TreeNode         { return x }
func (this *Mirror) Chains(x []*ListNode) []*ListNode   { return x }
func (this *Mirror) Nothing(x []float64)                { fmt.Println("said on standard output") }
