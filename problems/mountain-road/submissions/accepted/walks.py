class Solution:
    def isMountain(self, heights: List[int]) -> bool:
        top, last = 0, len(heights) - 1
        while top < last and heights[top] < heights[top + 1]:
            top += 1
        end = top
        while end < last and heights[end] > heights[end + 1]:
            end += 1
        return 0 < top < last and end == last
