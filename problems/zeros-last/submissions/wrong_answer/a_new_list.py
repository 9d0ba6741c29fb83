class Solution:
    def zerosLast(self, values: List[int]) -> None:
        values = [value for value in values if value] + [0] * values.count(0)
