class Solution:
    def trimmedMean(self, readings: List[float], cut: int) -> float:
        kept = sorted(readings)[cut : len(readings) - cut]
        return sum(kept) / len(kept)
