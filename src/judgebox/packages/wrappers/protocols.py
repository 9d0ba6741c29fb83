#!/usr/bin/python3
"""Call a checker or an interactor that was written for another judge, and answer as a validator of ours.

`settings.json` beside it says the protocol, the command that starts the program, and how many parts make the
whole. The fourth argument, if there is one, says what the case is worth.
"""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

ACCEPTED, WRONG, BROKEN = 42, 43, 3
MESSAGE_BYTES = 4096

ARGUMENTS = {
    "exit": ("input", "output", "answer"),
    "testlib": ("input", "output", "answer"),
    "coci": ("input", "output", "answer"),
    "hydro": ("input", "output", "answer"),
    "hustoj": ("input", "answer", "output"),
    "qduoj": ("input", "output"),
    "lemon": ("input", "output", "answer", "100", "score", "message"),
    "syzoj": (),
    "exit-interactor": ("input", "answer"),
    "coci-interactor": ("input", "answer"),
    "testlib-interactor": ("input", "nothing", "answer"),
    "hydro-interactor": ("input", "user_output", "answer"),
}
POINTS = re.compile(r"points\s+([0-9]+(?:\.[0-9]+)?)")
FRACTION = re.compile(r"partial\s+([0-9]+)\s*/\s*([0-9]+)")
PART = re.compile(r"(?:points\s+|partially correct \()([0-9]+(?:\.[0-9]+)?)")
WHOLE = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)")

TRACEBACK = "Traceback (most recent call last):"
REJECTING = (1, 2, 4, 8, WRONG)
FIRST_PART, LAST_PART = 50, 250


def main() -> NoReturn:
    settings = json.loads(Path("settings.json").read_text())
    protocol: str = settings["protocol"]
    feedback = Path(sys.argv[3])
    worth = float(sys.argv[4]) if len(sys.argv) > 4 else 0.0
    is_interactor = protocol.endswith("-interactor")
    files = {"input": sys.argv[1], "answer": sys.argv[2], "output": "user_output", "nothing": "/dev/null"}
    if not is_interactor:
        copy_output(Path("user_output"))
    if protocol == "syzoj":
        for name, source in (("in", "input"), ("user_out", "output"), ("answer", "answer")):
            Path(name).write_bytes(Path(files[source]).read_bytes())
        Path("code").write_bytes(b"")
    command = [*settings["command"], *(files.get(word, word) for word in ARGUMENTS[protocol])]
    done = subprocess.run(
        command,
        stdin=None if is_interactor else subprocess.DEVNULL,
        stdout=None if is_interactor else subprocess.PIPE,
        stderr=subprocess.PIPE,
        close_fds=False,  # the files of the case are open descriptors
        check=False,
    )
    if done.returncode < 0:  # whoever looks on is to see that it found nobody to talk to, or crashed
        if done.returncode != -signal.SIGKILL:
            signal.signal(-done.returncode, signal.SIG_DFL)
        os.kill(os.getpid(), -done.returncode)
    said, told = text(done.stderr), text(done.stdout)
    share = share_of(protocol.removesuffix("-interactor"), done.returncode, said, told, worth, float(settings["parts"]))
    message = read_text(Path("message")) if protocol == "lemon" else said if protocol == "syzoj" else told or said
    if message:
        (feedback / "judgemessage.txt").write_text(message)
    if share is None:
        print(f"exited with code {done.returncode}: {said or told}", file=sys.stderr)
        sys.exit(BROKEN)
    if 0 < share < 1:
        (feedback / "score_multiplier.txt").write_text(repr(share))
    sys.exit(ACCEPTED if share > 0 else WRONG)


def copy_output(place: Path) -> None:
    with place.open("wb") as target:
        while piece := sys.stdin.buffer.read(1024 * 1024):
            target.write(piece)


def share_of(protocol: str, code: int, said: str, told: str, worth: float, parts: float) -> float | None:
    """Return which share of the points is given; None if the program has failed."""
    if protocol == "syzoj":
        return None if code else share_of_number(WHOLE.match(told), 100)
    if protocol == "lemon":
        return None if code else share_of_number(WHOLE.match(read_text(Path("score"))), 100)
    if protocol in ("hustoj", "qduoj") and TRACEBACK not in said:
        return 1.0 if code == 0 else 0.0 if code > 0 else None
    if code in (0, ACCEPTED):
        return 1.0
    if code == 1 and TRACEBACK in said:  # Python's code for an exception is most judges' for a wrong output
        return None
    if code == 7 and protocol == "coci":
        match = FRACTION.search(said) or FRACTION.search(told)
        return None if match is None or not int(match[2]) else min(int(match[1]) / int(match[2]), 1.0)
    if code == 7 and protocol == "testlib":
        return share_of_number(POINTS.search(said), worth or 100)
    if protocol == "hydro" and (code == 7 or FIRST_PART <= code <= LAST_PART):  # a share, or percent
        match = PART.search(said)
        return None if match is None else min(float(match[1]) / (100 if float(match[1]) > 1 else 1), 1.0)
    if protocol == "testlib" and FIRST_PART <= code <= LAST_PART:
        return min((code - FIRST_PART) / parts, 1.0)
    if protocol == "exit":
        return 0.0 if code == 1 else None
    return 0.0 if code in REJECTING else None


def share_of_number(match: "re.Match[str] | None", whole: float) -> float | None:
    return None if match is None else min(float(match[1]) / whole, 1.0)


def text(content: "bytes | None") -> str:
    return (content or b"")[:MESSAGE_BYTES].decode(errors="replace").strip()


def read_text(path: Path) -> str:
    return text(path.read_bytes()) if path.is_file() else ""


if __name__ == "__main__":
    main()
