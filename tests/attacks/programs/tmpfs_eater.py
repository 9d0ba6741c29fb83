# Memory by way of files.
with open("/dev/shm/file", "wb") as file:
    while True:
        file.write(b"x" * (1 << 20))
