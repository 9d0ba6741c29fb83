"""A launcher whose boxes lie: some answers are as they should be, the others are garbage. Stands for an init that a
program has got hold of.

`write_liar` makes an executable of this file. It needs nothing of judgebox, since it starts without an environment.
"""

import array
import os
import random
import socket
import struct
import sys
import threading
from pathlib import Path

READY, FAILED, PUT, DONE, FREEZE, COLLECT, FILE, RUN, KILL, RESULT, CGROUPS = range(2, 13)
MESSAGE_MAX = 96 * 1024
RESULT_BYTES = 136
"""Of a result, without its header."""


def message(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<II", kind, 8 + len(body)) + body


class Liar:
    """One box's init."""

    def __init__(self, init: socket.socket, chance: random.Random, *, honesty: float) -> None:
        self._init = init
        self._chance = chance
        self._honesty = honesty

    def serve(self) -> None:
        try:
            self._answer(message(READY))
            while request := self._init.recv(MESSAGE_MAX):
                (kind,) = struct.unpack_from("<I", request)
                if kind in (PUT, FREEZE):
                    self._answer(message(DONE))
                elif kind == COLLECT:
                    for _ in range(self._chance.choice([0, 0, 1, 2, 20])):
                        self._send(message(FILE, self._path()), [self._file()])
                    self._answer(message(DONE))
                elif kind == RUN:
                    self._answer(message(RESULT, self._result()))
        except OSError:
            pass  # the worker is done with us
        self._init.close()

    def _answer(self, right: bytes) -> None:
        """Answer as one should, or in one of many other ways."""
        chance = self._chance
        if chance.random() < self._honesty:
            self._send(right, [])
            return
        lie = chance.choice(
            [
                right[: chance.randrange(len(right) + 1)],
                right + chance.randbytes(8),
                message(chance.randrange(20), chance.randbytes(chance.randrange(300))),
                message(FAILED, struct.pack("<Ii256s", chance.randrange(2**32), -(2**31), chance.randbytes(256))),
                chance.randbytes(chance.randrange(1, 300)),
                right[:8] + chance.randbytes(len(right) - 8),
                bytes(MESSAGE_MAX + 1),
            ]
        )
        for _ in range(chance.randrange(1, 4)):
            self._send(lie, [self._file() for _ in range(chance.choice([0, 0, 1, 3, 17, 200]))])
        if chance.random() < 0.5:
            raise BrokenPipeError
        self._send(right, [])

    def _send(self, packet: bytes, fds: list[int]) -> None:
        rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", fds))] if fds else []
        try:
            self._init.sendmsg([packet or b"\0"], rights)
        finally:
            for fd in fds:
                os.close(fd)

    def _path(self) -> bytes:
        names = [b"a\0", b"a/b\0", b"../../etc/passwd\0", b"/etc/passwd\0", b"", b"a\0b\0", b"\xff\n\0", b"x" * 4000]
        return self._chance.choice([*names, *[b"%d\0" % self._chance.randrange(10**6)] * 30])

    def _file(self) -> int:
        """Anything but what a worker expects, at times."""
        path = self._chance.choice(["/dev/zero", "/dev/null", "/", *["memory"] * 9])
        if path != "memory":
            return os.open(path, os.O_RDONLY)
        fd = os.memfd_create("file")
        os.ftruncate(fd, self._chance.choice([0, 10, 10, 1 << 16, 1 << 40]))
        return fd

    def _result(self) -> bytes:
        """A run that went well, with figures that no run has."""
        figures = self._chance.choices([0, 1, 2**31, 2**63, 2**64 - 1], k=RESULT_BYTES // 8 - 2)
        return struct.pack(f"<IiIi{len(figures)}Q", 0, 0, 8 | self._chance.randrange(32), 0, *figures)


def main() -> None:
    spawner = socket.socket(fileno=0)
    serial = 0
    while True:
        packet, fds, _, _ = socket.recv_fds(spawner, MESSAGE_MAX, 16)
        if not packet:
            os._exit(0)
        if not fds:  # a filter for the launcher itself
            continue
        init, *files = fds
        for fd in files:
            os.ftruncate(fd, 1 << 20)  # so that there is something to read
            os.close(fd)
        serial += 1
        honesty = 1.0 if serial == 1 else 0.7  # the first box is a worker's trial, which must do
        liar = Liar(socket.socket(fileno=init), random.Random(serial), honesty=honesty)
        threading.Thread(target=liar.serve, daemon=True).start()


def write_liar(directory: Path) -> Path:
    program = directory / "launcher"
    program.write_text(f"#!{sys.executable} -I\n{Path(__file__).read_text()}")
    program.chmod(0o755)
    return program


if __name__ == "__main__":
    main()
