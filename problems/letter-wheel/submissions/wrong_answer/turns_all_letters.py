class Solution:
    def turnLetters(self, text: str, steps: int) -> str:
        def turn(char: str) -> str:
            if not char.isalpha():
                return char
            first = ord("a" if char.islower() else "A")
            return chr(first + (ord(char) - first + steps) % 26)

        return "".join(map(turn, text))
