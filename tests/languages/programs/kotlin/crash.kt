package deep.down

fun main(args: Array<String>) { println(listOf(1)[args.size + 1]) }
