object Summing { def main(args: Array[String]): Unit = println(io.Source.stdin.getLines().map(_.toLong).sum) }
