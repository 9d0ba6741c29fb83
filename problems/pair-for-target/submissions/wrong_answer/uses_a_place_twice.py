class Solution:
    def pairForTarget(self, values: List[int], target: int) -> List[int]:
        for i, value in enumerate(values):
            if target - value in values:
                return [i, values.index(target - value)]
        return []
