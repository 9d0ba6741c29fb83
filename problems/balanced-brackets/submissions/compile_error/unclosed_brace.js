// Of all programs, this one has brackets that are not balanced.
function isBalanced(text) {
  const opened = [];
  for (const bracket of text) {
    opened.push(bracket);
  return opened.length === 0;
}

console.log(isBalanced(require("fs").readFileSync(0, "utf8").trim()) ? "yes" : "no");
