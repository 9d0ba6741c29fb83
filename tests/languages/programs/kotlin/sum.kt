fun main() = println(generateSequence(::readLine).map { it.toLong() }.sum())
