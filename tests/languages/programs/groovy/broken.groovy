println(
