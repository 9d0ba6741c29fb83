# Wrong: as many closed as opened, of each kind, is not enough: "([)]".
text = input()
print("yes" if all(text.count(a) == text.count(b) for a, b in ("()", "[]", "{}")) else "no")
