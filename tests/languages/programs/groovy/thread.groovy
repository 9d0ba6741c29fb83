def numbers = System.in.text.split().collect { it as int }
int sum = 0
Thread.start { sum = numbers.sum() }.join()
println sum
