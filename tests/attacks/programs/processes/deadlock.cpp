// Two threads, each with the mutex that the other one wants.
#include <chrono>
#include <mutex>
#include <thread>
int main()
{
    std::mutex first, second;
    auto lock = [](std::mutex &mine, std::mutex &other) {
        mine.lock();
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        other.lock();
    };
    std::thread a(lock, std::ref(first), std::ref(second)), b(lock, std::ref(second), std::ref(first));
    a.join();
    b.join();
}
