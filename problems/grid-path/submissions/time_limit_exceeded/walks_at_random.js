// Never ends where there is no way: walks at random until it has come to the goal a thousand times.
const [size, ...grid] = require("fs").readFileSync(0, "utf8").trim().split("\n");
const [rows, columns] = size.split(" ").map(Number);
const steps = [[0, 1], [1, 0], [0, -1], [-1, 0]];
let best = Infinity;
for (let walk = 0; walk < 1000; walk++) {
  let [r, c, moves] = [0, 0, 0];
  while (r !== rows - 1 || c !== columns - 1) {
    const [down, right] = steps[Math.floor(Math.random() * 4)];
    if (grid[r + down]?.[c + right] !== ".") continue;
    [r, c, moves] = [r + down, c + right, moves + 1];
  }
  best = Math.min(best, moves);
}
console.log(best);
