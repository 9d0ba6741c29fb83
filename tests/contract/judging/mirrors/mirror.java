class Mirror {
    public int whole(int x) { return x; }
    public long wide(long x) { return x; }
    public double real(double x) { return x; }
    public boolean[] flags(boolean[] x) { return x; }
    public char[][] letters(char[][] x) { return x; }
    public String text(String x) { return x; }
    public List<List<String>> texts(String[][] x) { return Arrays.stream(x).map(Arrays::asList).collect(Collectors.toList()); }
    public int[][][] cube(int[][][] x) { return x; }
    public ListNode chain(ListNode x) { return x; }
    public TreeNode tree(TreeNode x) { return x; }
    public ListNode[] chains(ListNode[] x) { return x; }
    public void nothing(double[] x) { System.out.println("said on standard output"); }
}
