class LargestStack:
    def __init__(self, capacity: int):
        self.capacity = capacity
        self.clear()

    def push(self, value: int) -> bool:
        if len(self.values) == self.capacity:
            return False
        self.values.append(value)
        self.most = max(self.most, value)
        return True

    def pop(self) -> int:
        return self.values.pop() if self.values else -1

    def largest(self) -> int:
        return self.most

    def total(self) -> int:
        return sum(self.values)

    def clear(self) -> None:
        self.values, self.most = [], -1
