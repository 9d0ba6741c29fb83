class Solution:
    def zerosLast(self, values: List[int]) -> None:
        place = 0
        for i, value in enumerate(values):
            if value:
                values[place], values[i] = values[i], values[place]
                place += 1
