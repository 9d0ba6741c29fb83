# Fails with an exception: both numbers are on one line.
a = int(input())
b = int(input())
print(a + b)
