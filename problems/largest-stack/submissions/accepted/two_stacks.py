class LargestStack:
    def __init__(self, capacity: int):
        self.capacity = capacity
        self.clear()

    def push(self, value: int) -> bool:
        if len(self.values) == self.capacity:
            return False
        self.values.append(value)
        self.largests.append(max(value, self.largest()))
        self.sum += value
        return True

    def pop(self) -> int:
        if not self.values:
            return -1
        self.largests.pop()
        self.sum -= self.values[-1]
        return self.values.pop()

    def largest(self) -> int:
        return self.largests[-1] if self.largests else -1

    def total(self) -> int:
        return self.sum

    def clear(self) -> None:
        self.values, self.largests, self.sum = [], [], 0
