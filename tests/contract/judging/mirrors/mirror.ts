class Mirror {
  whole(x: number): number { return x; }
  wide(x: bigint): bigint { return x; }
  real(x: number): number { return x; }
  flags(x: boolean[]): boolean[] { return x; }
  letters(x: string[][]): string[][] { return x; }
  text(x: string): string { return x; }
  texts(x: string[][]): string[][] { return x; }
  cube(x: number[][][]): number[][][] { return x; }
  chain(x: ListNode | null): ListNode | null { return x; }
  tree(x: TreeNode | null): TreeNode | null { return x; }
  chains(x: (ListNode | null)[]): (ListNode | null)[] { return x; }
  nothing(x: number[]): void { console.log("said on standard output"); }
}
