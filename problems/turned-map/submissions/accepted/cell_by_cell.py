class Solution:
    def turnMap(self, map: List[List[int]]) -> List[List[int]]:
        return [list(column) for column in zip(*map[::-1])]
