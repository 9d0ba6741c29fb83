using System;
using System.Linq;
using System.Threading;
class Threads
{
    static void Main()
    {
        int[] numbers = Console.ReadLine().Split().Select(int.Parse).ToArray();
        int sum = 0;
        var worker = new Thread(() => sum = numbers.AsParallel().Sum());
        worker.Start();
        worker.Join();
        Console.WriteLine(sum);
    }
}
