"""Machines with networks of their own, on this one: network namespaces on a bridge.

How it works: a bridge in the host's namespace has an address for each server; every machine is a namespace with
an address of its own and a cable to the bridge. A cut of the whole cable takes it down. A cut towards one server
gives the machine a wrong hardware address for it, so that packets leave and never arrive: the silent kind of
failure, as of a dead switch, and not a refusal.

All names hold our process id, so that whoever comes after a killed run can tell what is left of the dead.
"""

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from judgebox.domain.errors import PlatformError

PREFIX = "jbx"
"""Short: a link's name has 15 characters at most."""
NAMESPACES = Path("/run/netns")
LINKS = Path("/sys/class/net")
NOBODY = "02:00:00:00:00:01"
"""A hardware address that no machine here has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """One namespace."""

    name: str
    address: str

    def command(self, argv: Sequence[str]) -> list[str]:
        """What runs a command on this machine; its file systems are those of the host."""
        return ["nsenter", f"--net={NAMESPACES / self.name}", "--", *argv]

    def cut(self) -> None:
        """Take the cable away."""
        _ip("-n", self.name, "link", "set", "eth0", "down")

    def cut_from(self, address: str) -> None:
        """Let nothing arrive at a server any more."""
        _ip("-n", self.name, "neigh", "replace", address, "lladdr", NOBODY, "dev", "eth0", "nud", "permanent")

    def heal(self, *addresses: str) -> None:
        """Undo every cut."""
        _ip("-n", self.name, "link", "set", "eth0", "up")
        for address in addresses:
            with suppress(PlatformError):
                _ip("-n", self.name, "neigh", "del", address, "dev", "eth0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """The bridge with the addresses for servers, and its machines."""

    servers: Sequence[str]
    machines: Sequence[Machine]


@contextmanager
def network(machines: int, servers: int) -> Iterator[Network]:
    """Make a network, and remove it on leaving with what killed runs have left.

    Raises:
        PlatformError: it can't be made here; says why.
    """
    remove_those_of_the_dead()
    bridge = f"{PREFIX}{os.getpid()}"
    subnet = f"10.{213 + os.getpid() % 40}.{os.getpid() // 40 % 256}"
    made: list[str] = []
    try:
        _ip("link", "add", bridge, "type", "bridge")
        _ip("link", "set", bridge, "up")
        addresses = [f"{subnet}.{1 + number}" for number in range(servers)]
        for address in addresses:
            _ip("address", "add", f"{address}/24", "dev", bridge)
        all_machines = []
        for number in range(machines):
            machine = Machine(name=f"{bridge}-{number}", address=f"{subnet}.{101 + number}")
            made.append(machine.name)
            _connect(machine, bridge, cable=f"{PREFIX}{os.getpid()}v{number}")
            all_machines.append(machine)
        yield Network(servers=addresses, machines=all_machines)
    finally:
        for name in made:
            _remove_namespace(name)
        _remove_link(bridge)


def _connect(machine: Machine, bridge: str, *, cable: str) -> None:
    _ip("netns", "add", machine.name)
    _ip("link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", machine.name)
    _ip("link", "set", cable, "master", bridge, "up")
    _ip("-n", machine.name, "address", "add", f"{machine.address}/24", "dev", "eth0")
    for device in ("lo", "eth0"):
        _ip("-n", machine.name, "link", "set", device, "up")


def remove_those_of_the_dead() -> None:
    """Remove namespaces and links whose makers have ended without."""
    names = [path.name for folder in (NAMESPACES, LINKS) if folder.is_dir() for path in folder.iterdir()]
    for name in names:
        digits = name.removeprefix(PREFIX).split("-")[0].split("v")[0]
        if name.startswith(PREFIX) and digits.isdigit() and not Path(f"/proc/{digits}").exists():
            _remove_namespace(name)
            _remove_link(name)


def _remove_namespace(name: str) -> None:
    if (NAMESPACES / name).exists():
        with suppress(PlatformError):
            _ip("netns", "del", name)


def _remove_link(name: str) -> None:
    if (LINKS / name).exists():
        with suppress(PlatformError):
            _ip("link", "del", name)


def _ip(*arguments: str) -> None:
    try:
        subprocess.run(["ip", *arguments], check=True, capture_output=True, text=True, timeout=10)
    except FileNotFoundError as error:
        raise PlatformError("machines with networks of their own need the system package iproute2") from error
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        said = (error.stderr or "").strip() if isinstance(error, subprocess.CalledProcessError) else "no answer"
        raise PlatformError(f"ip {' '.join(arguments)}: {said}") from error
