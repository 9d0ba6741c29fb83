// Fails with an exception: has no number of primes for what is beyond a million, and asks it for its digits.
const limit = 1_000_000;
const isComposite = new Uint8Array(limit + 1);
const primesUpTo = [0, 0];
for (let number = 2; number <= limit; number++) {
  primesUpTo[number] = primesUpTo[number - 1] + (isComposite[number] ? 0 : 1);
  if (isComposite[number]) continue;
  for (let multiple = number * number; multiple <= limit; multiple += number) isComposite[multiple] = 1;
}
const [, ...questions] = require("fs").readFileSync(0, "utf8").trim().split("\n");
for (const question of questions) {
  const [l, r] = question.split(" ").map(Number);
  console.log(String(BigInt(primesUpTo[r]) - BigInt(primesUpTo[l - 1])));
}
