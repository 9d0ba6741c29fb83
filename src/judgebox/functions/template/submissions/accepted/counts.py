class Solution:
    def longestRun(self, values: List[int]) -> int:
        longest = run = 0
        for i, value in enumerate(values):
            run = run + 1 if i and values[i - 1] == value else 1
            longest = max(longest, run)
        return longest
