# Prints the sum again and again.
a, b = map(int, input().split())
while True:
    print(f"{a + b}\n" * 10_000)
