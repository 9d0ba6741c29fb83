class Mirror {
  whole(x) { return x; }
  wide(x) { return x; }
  real(x) { return x; }
  flags(x) { return x; }
  letters(x) { return x; }
  text(x) { return x; }
  texts(x) { return x; }
  cube(x) { return x; }
  chain(x) { return x; }
  tree(x) { return x; }
  chains(x) { return x; }
  nothing(x) { console.log("said on standard output"); }
}
