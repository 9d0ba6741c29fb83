object Main {
  def main(args: Array[String]): Unit = {
    val numbers = io.StdIn.readLine().split(" ").map(_.toInt)
    var sum = 0
    val worker = new Thread(new Runnable { def run(): Unit = sum = numbers.sum })
    worker.start()
    worker.join()
    println(sum)
  }
}
