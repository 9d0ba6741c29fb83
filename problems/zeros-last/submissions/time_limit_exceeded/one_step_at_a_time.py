class Solution:
    def zerosLast(self, values: List[int]) -> None:
        for _ in values:
            for i in range(len(values) - 1):
                if values[i] == 0:
                    values[i], values[i + 1] = values[i + 1], 0
