for (let x: number = 0; ; x++);
