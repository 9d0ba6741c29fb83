class Solution:
    def isMountain(self, heights: List[int]) -> bool:
        top = heights.index(max(heights))
        up, down = heights[: top + 1], heights[top:]
        rises = all(a < b for a, b in zip(up, up[1:]))
        return rises and all(a > b for a, b in zip(down, down[1:])) and len(up) > 1 and len(down) > 1
