const partners = { ")": "(", "]": "[", "}": "{" };

function isBalanced(text) {
  const opened = [];
  for (const bracket of text) {
    if (!(bracket in partners)) opened.push(bracket);
    else if (opened.pop() !== partners[bracket]) return false;
  }
  return opened.length === 0;
}

console.log(isBalanced(require("fs").readFileSync(0, "utf8").trim()) ? "yes" : "no");
