// Address space that it never touches: no memory is used, so nothing is wrong.
const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536 });
const more = [1, 2, 3, 4].map(() => new WebAssembly.Memory({ initial: 1, maximum: 65536 }));
console.log(memory.buffer.byteLength, more.length);
