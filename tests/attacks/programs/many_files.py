# Files until nothing more fits.
made = 0
try:
    while made < 100000:
        open(f"/tmp/{made}", "w").close()
        made += 1
except OSError as error:
    print(error.strerror, made < 5000)
