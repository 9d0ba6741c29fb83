class Solution:
    def pairForTarget(self, values: List[int], target: int) -> List[int]:
        for i in range(len(values)):
            for j in range(i + 1, len(values)):
                if values[i] + values[j] == target:
                    return [i, j]
        return []
