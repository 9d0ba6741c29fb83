import core.thread, std.stdio;
void main()
{
    int a, b, sum;
    readf(" %d %d", &a, &b);
    auto worker = new Thread({ sum = a + b; }).start();
    worker.join();
    writeln(sum);
}
