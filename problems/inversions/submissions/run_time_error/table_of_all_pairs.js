// Fails with an exception: for a long list, no array can be as long as the number of its pairs.
const [n, ...numbers] = require("fs").readFileSync(0, "utf8").trim().split(/\s+/).map(Number);
const isInversion = new Uint8Array(n * n);
for (let i = 0; i < n; i++) {
  for (let j = i + 1; j < n; j++) isInversion[i * n + j] = numbers[i] > numbers[j] ? 1 : 0;
}
console.log(isInversion.reduce((count, one) => count + one, 0));
