const limit = 5_000_000;
const isComposite = new Uint8Array(limit + 1);
const primesUpTo = new Int32Array(limit + 1);
for (let number = 2; number <= limit; number++) {
  primesUpTo[number] = primesUpTo[number - 1] + (isComposite[number] ? 0 : 1);
  if (isComposite[number]) continue;
  for (let multiple = number * number; multiple <= limit; multiple += number) isComposite[multiple] = 1;
}
const [, ...questions] = require("fs").readFileSync(0, "utf8").trim().split("\n");
for (const question of questions) {
  const [l, r] = question.split(" ").map(Number);
  console.log(primesUpTo[r] - primesUpTo[l - 1]);
}
