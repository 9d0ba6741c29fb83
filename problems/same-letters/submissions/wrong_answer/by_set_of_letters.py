class Solution:
    def groupWords(self, words: List[str]) -> List[List[str]]:
        groups = defaultdict(list)
        for word in words:
            groups["".join(sorted(set(word)))].append(word)
        return list(groups.values())
