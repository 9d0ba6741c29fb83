import threading

parts = []
workers = [threading.Thread(target=parts.append, args=(int(word),)) for word in input().split()]
for worker in workers:
    worker.start()
for worker in workers:
    worker.join()
print(sum(parts))
