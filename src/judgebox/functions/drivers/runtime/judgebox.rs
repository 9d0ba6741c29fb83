// Reads the cases of a function problem from standard input, writes results to descriptor 3.
use std::cell::RefCell;
use std::collections::VecDeque;
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::os::unix::io::FromRawFd;
use std::rc::Rc;

#[derive(PartialEq, Eq, Clone, Debug)]
pub struct ListNode {
    pub val: i32,
    pub next: Option<Box<ListNode>>,
}

impl ListNode {
    #[inline]
    pub fn new(val: i32) -> Self {
        ListNode { next: None, val }
    }
}

#[derive(Debug, PartialEq, Eq)]
pub struct TreeNode {
    pub val: i32,
    pub left: Option<Rc<RefCell<TreeNode>>>,
    pub right: Option<Rc<RefCell<TreeNode>>>,
}

impl TreeNode {
    #[inline]
    pub fn new(val: i32) -> Self {
        TreeNode { val, left: None, right: None }
    }
}

type Tree = Option<Rc<RefCell<TreeNode>>>;

// --- Reading: the judge has made sure that the input is well-formed and of the right types -------------

pub struct Input {
    text: Vec<u8>,
    at: usize,
}

impl Input {
    fn peek(&mut self) -> u8 {
        while self.at < self.text.len() && b" \t\r\n,:".contains(&self.text[self.at]) {
            self.at += 1;
        }
        if self.at < self.text.len() { self.text[self.at] } else { 0 }
    }

    pub fn has_more(&mut self) -> bool {
        self.peek() != 0
    }

    pub fn take(&mut self, wanted: char) -> bool {
        let is_there = self.peek() == wanted as u8;
        self.at += is_there as usize;
        is_there
    }

    fn take_null(&mut self) -> bool {
        let is_there = self.peek() == b'n';
        self.at += if is_there { 4 } else { 0 };
        is_there
    }

    pub fn closes(&mut self) -> bool {
        self.take(']') || self.at >= self.text.len()
    }

    fn word(&mut self) -> &str {
        self.peek();
        let start = self.at;
        while self.at < self.text.len() && !b" \t\r\n,:[]".contains(&self.text[self.at]) {
            self.at += 1;
        }
        std::str::from_utf8(&self.text[start..self.at]).unwrap()
    }

    fn hex(&mut self) -> u32 {
        let digits = std::str::from_utf8(&self.text[self.at..self.at + 4]).unwrap();
        let code = u32::from_str_radix(digits, 16).unwrap();
        self.at += 4;
        code
    }

    pub fn next<T: Read>(&mut self) -> T {
        T::read(self)
    }
}

pub trait Read {
    fn read(input: &mut Input) -> Self;
}

impl Read for i32 {
    fn read(input: &mut Input) -> Self {
        input.word().parse().unwrap()
    }
}

impl Read for i64 {
    fn read(input: &mut Input) -> Self {
        input.word().parse().unwrap()
    }
}

impl Read for f64 {
    fn read(input: &mut Input) -> Self {
        input.word().trim_matches('"').parse().unwrap()
    }
}

impl Read for bool {
    fn read(input: &mut Input) -> Self {
        input.word() == "true"
    }
}

impl Read for String {
    fn read(input: &mut Input) -> Self {
        let mut value = Vec::new();
        input.take('"');
        while input.text[input.at] != b'"' {
            let mut byte = input.text[input.at];
            input.at += 1;
            if byte == b'\\' {
                byte = input.text[input.at];
                input.at += 1;
                if byte == b'u' {
                    let mut code = input.hex();
                    if (0xd800..0xdc00).contains(&code) && input.text[input.at] == b'\\' {
                        input.at += 2;
                        code = 0x10000 + ((code - 0xd800) << 10) + (input.hex() - 0xdc00);
                    }
                    let c = char::from_u32(code).unwrap_or('\u{fffd}');
                    value.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                    continue;
                }
                byte = match byte {
                    b'b' => 8,
                    b'f' => 12,
                    b'n' => b'\n',
                    b'r' => b'\r',
                    b't' => b'\t',
                    other => other,
                };
            }
            value.push(byte);
        }
        input.at += 1;
        String::from_utf8(value).unwrap()
    }
}

impl Read for char {
    fn read(input: &mut Input) -> Self {
        String::read(input).chars().next().unwrap()
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(input: &mut Input) -> Self {
        let mut values = Vec::new();
        input.take('[');
        while !input.closes() {
            values.push(T::read(input));
        }
        values
    }
}

impl Read for Option<Box<ListNode>> {
    fn read(input: &mut Input) -> Self {
        if input.take_null() {
            return None;
        }
        let mut head = None;
        for val in Vec::<i32>::read(input).into_iter().rev() {
            head = Some(Box::new(ListNode { val, next: head }));
        }
        head
    }
}

impl Read for Tree {
    fn read(input: &mut Input) -> Self {
        if input.take_null() {
            return None;
        }
        input.take('[');
        if input.closes() {
            return None;
        }
        if input.take_null() {
            input.closes();
            return None;
        }
        let root = Rc::new(RefCell::new(TreeNode::new(i32::read(input))));
        let mut parents = VecDeque::from(vec![root.clone()]);
        let mut is_left = true;
        while !input.closes() {
            let parent = if is_left { parents[0].clone() } else { parents.pop_front().unwrap() };
            if !input.take_null() {
                let node = Rc::new(RefCell::new(TreeNode::new(i32::read(input))));
                parents.push_back(node.clone());
                if is_left {
                    parent.borrow_mut().left = Some(node);
                } else {
                    parent.borrow_mut().right = Some(node);
                }
            }
            is_left = !is_left;
        }
        Some(root)
    }
}

// --- Writing ---------------------------------------------------------------------------------------------

pub trait Write {
    fn write(&self, out: &mut String);
}

impl Write for i32 {
    fn write(&self, out: &mut String) {
        out.push_str(&self.to_string());
    }
}

impl Write for i64 {
    fn write(&self, out: &mut String) {
        out.push_str(&self.to_string());
    }
}

impl Write for bool {
    fn write(&self, out: &mut String) {
        out.push_str(if *self { "true" } else { "false" });
    }
}

impl Write for f64 {
    fn write(&self, out: &mut String) {
        if !self.is_finite() {
            out.push_str(if self.is_nan() { "\"NaN\"" } else if *self > 0.0 { "\"Infinity\"" } else { "\"-Infinity\"" });
            return;
        }
        if *self == 0.0 {
            out.push('0');
            return;
        }
        // Where two of the fewest digits are equally near, this takes the upper one and all others the even one.
        let mut text = format!("{:e}", self.abs());
        let places = text.split_once('e').unwrap().0.len().saturating_sub(2);
        let even = format!("{:.*e}", places, self.abs());
        if even.parse() == Ok(self.abs()) {
            text = even;
        }
        let (mantissa, exponent) = text.split_once('e').unwrap();
        let digits = mantissa.replace('.', "");
        let point = exponent.parse::<i32>().unwrap() + 1;
        let count = digits.len() as i32;
        if *self < 0.0 {
            out.push('-');
        }
        if count <= point && point <= 21 {
            out.push_str(&digits);
            out.push_str(&"0".repeat((point - count) as usize));
        } else if 0 < point && point <= 21 {
            out.push_str(&format!("{}.{}", &digits[..point as usize], &digits[point as usize..]));
        } else if -6 < point && point <= 0 {
            out.push_str(&format!("0.{}{}", "0".repeat(-point as usize), digits));
        } else {
            out.push_str(&digits[..1]);
            if count > 1 {
                out.push_str(&format!(".{}", &digits[1..]));
            }
            out.push_str(&format!("e{:+}", point - 1));
        }
    }
}

impl Write for str {
    fn write(&self, out: &mut String) {
        out.push('"');
        for c in self.chars() {
            match c {
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                '\u{8}' => out.push_str("\\b"),
                '\u{c}' => out.push_str("\\f"),
                '\n' => out.push_str("\\n"),
                '\r' => out.push_str("\\r"),
                '\t' => out.push_str("\\t"),
                c if c < ' ' => out.push_str(&format!("\\u{:04x}", c as u32)),
                c => out.push(c),
            }
        }
        out.push('"');
    }
}

impl Write for String {
    fn write(&self, out: &mut String) {
        self.as_str().write(out);
    }
}

impl Write for char {
    fn write(&self, out: &mut String) {
        self.to_string().write(out);
    }
}

impl<T: Write> Write for Vec<T> {
    fn write(&self, out: &mut String) {
        out.push('[');
        for (index, value) in self.iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            value.write(out);
        }
        out.push(']');
    }
}

impl Write for Option<Box<ListNode>> {
    fn write(&self, out: &mut String) {
        let mut values = Vec::new();
        let mut node = self;
        while let Some(inner) = node {
            values.push(inner.val);
            node = &inner.next;
        }
        values.write(out);
    }
}

impl Write for Tree {
    fn write(&self, out: &mut String) {
        out.push('[');
        let mut last = out.len();
        let mut nodes = VecDeque::from(vec![self.clone()]);
        let mut comma = "";
        while let Some(node) = nodes.pop_front() {
            out.push_str(comma);
            comma = ",";
            if let Some(inner) = node {
                let inner = inner.borrow();
                inner.val.write(out);
                last = out.len();
                nodes.push_back(inner.left.clone());
                nodes.push_back(inner.right.clone());
            } else {
                out.push_str("null");
            }
        }
        out.truncate(last);
        out.push(']');
    }
}

// --- Cases -----------------------------------------------------------------------------------------------

pub fn for_each_case(call: fn(&mut Input, &mut String)) {
    let mut results = unsafe { File::from_raw_fd(3) };
    let mut text = Vec::new();
    std::io::stdin().read_to_end(&mut text).unwrap();
    let mut input = Input { text, at: 0 };
    while input.has_more() {
        let mut out = String::from("{\"result\":");
        call(&mut input, &mut out);
        out.push_str("}\n");
        results.write_all(out.as_bytes()).unwrap();
    }
}
