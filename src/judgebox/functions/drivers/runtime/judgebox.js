// Calls a function or a class for each case on standard input; writes results to descriptor 3.
"use strict";

const fs = require("fs");

const RESULTS = 3;

function ListNode(val, next) {
  this.val = val === undefined ? 0 : val;
  this.next = next === undefined ? null : next;
}

function TreeNode(val, left, right) {
  this.val = val === undefined ? 0 : val;
  this.left = left === undefined ? null : left;
  this.right = right === undefined ? null : right;
}

// --- Values of JavaScript from those of JSON ------------------------------------------------------

// Like JSON.parse, but whole numbers beyond what a number holds exactly become strings of digits.
function parseExactly(text) {
  let exact = "";
  let start = 0;
  const tokens = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;
  for (let token = tokens.exec(text); token !== null; token = tokens.exec(text)) {
    if (token[0][0] !== '"' && token[0].length > 15 && /^-?\d+$/.test(token[0])) {
      exact += text.slice(start, token.index) + '"' + token[0] + '"';
      start = token.index + token[0].length;
    }
  }
  return JSON.parse(start === 0 ? text : exact + text.slice(start));
}

function readList(values, nodes) {
  let head = null;
  for (let index = (values || []).length - 1; index >= 0; index--)
    head = new nodes.ListNode(values[index], head);
  return head;
}

function readTree(values, nodes) {
  if (!values || values.length === 0 || values[0] === null)
    return null;
  const made = [new nodes.TreeNode(values[0])];
  for (let index = 1; index < values.length; index++) {
    if (values[index] === null)
      continue;
    const node = new nodes.TreeNode(values[index]);
    made.push(node);
    const parent = made[(index - 1) >> 1];
    if (index % 2 === 1)
      parent.left = node;
    else
      parent.right = node;
  }
  return made[0];
}

const READ = {
  long: (value) => BigInt(value),
  double: (value) => Number(value),
  ListNode: readList,
  TreeNode: readTree,
};

function read(type, value, nodes) {
  const convert = READ[baseOf(type)];
  return convert === undefined ? value : nested(convert, depthOf(type), value, nodes);
}

function nested(convert, depth, value, nodes) {
  return depth === 0 ? convert(value, nodes) : value.map((item) => nested(convert, depth - 1, item, nodes));
}

function baseOf(type) {
  return type.replace(/\[\]/g, "");
}

function depthOf(type) {
  return (type.length - baseOf(type).length) / 2;
}

// --- JSON from values of JavaScript ---------------------------------------------------------------

class WrongType extends Error {}

function want(holds) {
  if (!holds)
    throw new WrongType();
}

function writeWhole(value) {
  if (typeof value === "bigint")
    return value.toString();
  want(typeof value === "number" && Number.isInteger(value));
  return Number.isSafeInteger(value) ? String(value === 0 ? 0 : value) : BigInt(value).toString();
}

function writeDouble(value) {
  want(typeof value === "number" || typeof value === "bigint");
  const number = Number(value);
  return Number.isFinite(number) ? String(number === 0 ? 0 : number) : '"' + number + '"';
}

function writeString(value) {
  want(typeof value === "string");
  return JSON.stringify(value);
}

function writeList(node) {
  const texts = [];
  for (; node !== null && node !== undefined; node = node.next)
    texts.push(writeWhole(node.val));
  return "[" + texts.join(",") + "]";
}

function writeTree(root) {
  const texts = [];
  let last = 0;
  const nodes = [root];
  for (let index = 0; index < nodes.length; index++) {
    const node = nodes[index];
    if (node === null || node === undefined) {
      texts.push("null");
      continue;
    }
    texts.push(writeWhole(node.val));
    last = texts.length;
    nodes.push(node.left, node.right);
  }
  return "[" + texts.slice(0, last).join(",") + "]";
}

const WRITE = {
  int: writeWhole,
  long: writeWhole,
  double: writeDouble,
  bool: (value) => {
    want(typeof value === "boolean");
    return String(value);
  },
  char: writeString,
  string: writeString,
  ListNode: writeList,
  TreeNode: writeTree,
  void: () => "null",
};

function write(type, value, what) {
  try {
    return writeNested(baseOf(type), depthOf(type), value);
  } catch (error) {
    if (!(error instanceof WrongType))
      throw error;
    throw new TypeError("the result of " + what + " is to be " + type + ", not " + String(value).slice(0, 200));
  }
}

function writeNested(base, depth, value) {
  const isNode = base === "ListNode" || base === "TreeNode";
  if ((value === null || value === undefined) && (depth > 0 || !isNode))
    return "null";
  if (depth === 0)
    return WRITE[base](value);
  want(typeof value === "object" && typeof value[Symbol.iterator] === "function");
  return "[" + Array.from(value, (item) => writeNested(base, depth - 1, item)).join(",") + "]";
}

// --- The solution ---------------------------------------------------------------------------------

function callFunction(plan, solution, lines, nodes) {
  const values = lines.map((line, index) => read(plan.parameters[index], parseExactly(line), nodes));
  const result = solution(...values);
  return plan.mutates === null
    ? write(plan.returns, result, plan.name)
    : write(plan.parameters[plan.mutates], values[plan.mutates], plan.name);
}

function callClass(plan, Solution, lines, nodes) {
  const names = JSON.parse(lines[0]);
  const given = parseExactly(lines[1]);
  const made = new Solution(...plan.constructor.map((type, index) => read(type, given[0][index], nodes)));
  const texts = ["null"];
  for (let call = 1; call < names.length; call++) {
    const method = plan.methods[names[call]];
    const values = method.parameters.map((type, index) => read(type, given[call][index], nodes));
    texts.push(write(method.returns, made[names[call]](...values), names[call]));
  }
  return "[" + texts.join(",") + "]";
}

function report(text) {
  const data = Buffer.from('{"result":' + text + "}\n");
  for (let done = 0; done < data.length; )
    done += fs.writeSync(RESULTS, data, done);
}

globalThis.ListNode = ListNode;
globalThis.TreeNode = TreeNode;
globalThis.__judgebox = function (plan, solution, nodes) {
  const lines = fs.readFileSync(0, "utf8").split("\n").filter((line) => line.trim() !== "");
  const call = plan.kind === "class" ? callClass : callFunction;
  for (let start = 0; start < lines.length; start += plan.lines)
    report(call(plan, solution, lines.slice(start, start + plan.lines), nodes || { ListNode, TreeNode }));
};
