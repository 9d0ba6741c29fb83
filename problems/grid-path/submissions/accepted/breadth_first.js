const [size, ...grid] = require("fs").readFileSync(0, "utf8").trim().split("\n");
const [rows, columns] = size.split(" ").map(Number);
const moves = new Int32Array(rows * columns).fill(-1);
moves[0] = 0;
const reached = [0];
for (const cell of reached) {
  for (const [down, right] of [[0, 1], [1, 0], [0, -1], [-1, 0]]) {
    const r = Math.floor(cell / columns) + down;
    const c = (cell % columns) + right;
    const next = r * columns + c;
    if (grid[r]?.[c] === "." && moves[next] < 0) {
      moves[next] = moves[cell] + 1;
      reached.push(next);
    }
  }
}
console.log(moves[rows * columns - 1]);
