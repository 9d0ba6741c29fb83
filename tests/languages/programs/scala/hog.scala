object Main extends App { var all = List[Array[Byte]](); while (true) all = new Array[Byte](1 << 20) :: all }
