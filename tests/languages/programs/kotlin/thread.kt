import kotlin.concurrent.thread

fun main() {
    val numbers = readLine()!!.split(" ").map { it.toInt() }
    var sum = 0
    thread { sum = numbers.sum() }.join()
    println(sum)
}
