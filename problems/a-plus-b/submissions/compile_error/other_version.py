# The print statement of Python 2.
a, b = map(int, raw_input().split())
print a + b
