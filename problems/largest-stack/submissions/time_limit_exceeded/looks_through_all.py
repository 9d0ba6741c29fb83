class LargestStack:
    def __init__(self, capacity: int):
        self.capacity = capacity
        self.values = []

    def push(self, value: int) -> bool:
        if len(self.values) == self.capacity:
            return False
        self.values.append(value)
        return True

    def pop(self) -> int:
        return self.values.pop() if self.values else -1

    def largest(self) -> int:
        most = -1
        for value in self.values:
            if value > most:
                most = value
        return most

    def total(self) -> int:
        return sum(self.values)

    def clear(self) -> None:
        self.values.clear()
