def sort(numbers: list[int]) -> tuple[list[int], int]:
    """The numbers in order, and how many inversions they had."""
    if len(numbers) < 2:
        return numbers, 0
    middle = len(numbers) // 2
    left, count_left = sort(numbers[:middle])
    right, count_right = sort(numbers[middle:])
    count = count_left + count_right
    merged = []
    at = 0
    for number in right:
        while at < len(left) and left[at] <= number:
            merged.append(left[at])
            at += 1
        merged.append(number)
        count += len(left) - at
    merged.extend(left[at:])
    return merged, count


input()
print(sort(list(map(int, input().split())))[1])
