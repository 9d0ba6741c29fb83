PARTNERS = {")": "(", "]": "[", "}": "{"}


def is_balanced(text: str) -> bool:
    opened: list[str] = []
    for bracket in text:
        if bracket not in PARTNERS:
            opened.append(bracket)
        elif not opened or opened.pop() != PARTNERS[bracket]:
            return False
    return not opened


print("yes" if is_balanced(input()) else "no")
