# Tries to reach anyone; what it is given are a port and an abstract socket of the host that do listen.
import socket, sys
port, name = sys.stdin.read().split()
def attempt(what, family, kind, address):
    try:
        with socket.socket(family, kind) as made:
            made.settimeout(1)
            made.connect(address)
            made.send(b"hello")
        print(what, "reached")
    except OSError as error:
        print(what, "failed")
attempt("loopback", socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", int(port)))
attempt("loopback6", socket.AF_INET6, socket.SOCK_STREAM, ("::1", int(port)))
attempt("dns", socket.AF_INET, socket.SOCK_DGRAM, ("8.8.8.8", 53))
attempt("metadata", socket.AF_INET, socket.SOCK_STREAM, ("169.254.169.254", 80))
attempt("abstract", socket.AF_UNIX, socket.SOCK_STREAM, "\0" + name)
attempt("docker", socket.AF_UNIX, socket.SOCK_STREAM, "/var/run/docker.sock")
attempt("vsock", 40, socket.SOCK_STREAM, (2, 1))
attempt("netlink", 16, socket.SOCK_RAW, (0, 0))
attempt("packet", 17, socket.SOCK_RAW, ("lo", 0))
