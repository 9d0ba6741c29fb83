struct LargestStack {
    capacity: usize,
    values: Vec<i32>,
    largests: Vec<i32>,
    sum: i64,
}

impl LargestStack {
    fn new(capacity: i32) -> Self {
        LargestStack { capacity: capacity as usize, values: vec![], largests: vec![], sum: 0 }
    }

    fn push(&mut self, value: i32) -> bool {
        if self.values.len() == self.capacity {
            return false;
        }
        self.largests.push(value.max(self.largest()));
        self.values.push(value);
        self.sum += value as i64;
        true
    }

    fn pop(&mut self) -> i32 {
        self.largests.pop();
        let value = self.values.pop();
        self.sum -= value.unwrap_or(0) as i64;
        value.unwrap_or(-1)
    }

    fn largest(&self) -> i32 {
        *self.largests.last().unwrap_or(&-1)
    }

    fn total(&self) -> i64 {
        self.sum
    }

    fn clear(&mut self) {
        self.values.clear();
        self.largests.clear();
        self.sum = 0;
    }
}
