const all: number[][] = [];
for (;;) all.push(new Array<number>(1 << 17).fill(1.5));
