class Solution:
    def longestRun(self, values: List[int]) -> int:
        longest, run = 0, 1
        for before, value in zip(values, values[1:]):
            if before == value:
                run += 1
            else:
                longest, run = max(longest, run), 1
        return longest
