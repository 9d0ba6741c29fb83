# Fails with an exception: a level of brackets is a level of calls, and Python allows about a thousand.
CLOSING = {"(": ")", "[": "]", "{": "}"}
text = input()


def end_of_balanced(at: int) -> int:
    """Where the balanced part that starts here ends."""
    while at < len(text) and text[at] in CLOSING:
        end = end_of_balanced(at + 1)
        if end == len(text) or text[end] != CLOSING[text[at]]:
            return at
        at = end + 1
    return at


print("yes" if end_of_balanced(0) == len(text) else "no")
