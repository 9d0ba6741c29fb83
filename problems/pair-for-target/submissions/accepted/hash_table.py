class Solution:
    def pairForTarget(self, values: List[int], target: int) -> List[int]:
        places = {}
        for place, value in enumerate(values):
            if target - value in places:
                return [places[target - value], place]
            places[value] = place
        return []
