"""Several redis-servers for tests, on ports of the loopback: a primary with a replica and Sentinels, or a cluster."""

import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from redis import Redis
from redis.exceptions import AuthenticationError, RedisError

HOST = "127.0.0.1"
SLOTS = 16384

FAILOVER_WITHIN_S = 15


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until(holds: Callable[[], Any], *, within_s: float = FAILOVER_WITHIN_S) -> None:
    deadline = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.02)


@dataclass(kw_only=True)
class Node:
    """A server; `client_options` are for the test's own look at it."""

    home: Path
    settings: tuple[str, ...]
    port: int = field(default_factory=free_port)
    client_options: dict[str, Any] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.home.mkdir(exist_ok=True)
        command = ["redis-server", *self.settings]
        if "--tls-port" not in self.settings:
            command += ["--port", str(self.port)]
        command += ["--bind", HOST, "--save", "", "--repl-diskless-sync-delay", "0", "--dir", str(self.home)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=self.home)
        wait_until(self._answers)

    def _answers(self) -> bool:
        try:
            with self.client() as client:
                return bool(client.ping())
        except AuthenticationError:
            return True
        except RedisError:
            return False

    def client(self) -> "Redis":
        return Redis(host=HOST, port=self.port, decode_responses=True, protocol=2, **self.client_options)

    def written(self) -> int:
        """How far it is in the history of writes."""
        with self.client() as client:
            return int(client.info("replication")["master_repl_offset"])

    def role(self) -> str:
        with self.client() as client:
            return str(client.info("replication")["role"])

    def freeze(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


@contextmanager
def _home() -> Iterator[Path]:
    if shutil.which("redis-server") is None:
        raise FileNotFoundError("these tests need the system package redis-server")
    with tempfile.TemporaryDirectory(prefix="judgebox-redis-") as home:
        yield Path(home)


@contextmanager
def started(nodes: list[Node]) -> Iterator[None]:
    try:
        for node in nodes:
            node.start()
        yield
    finally:
        for node in nodes:
            node.kill()


@dataclass(kw_only=True)
class Pair:
    """A primary that holds our keys, and the replica that will take its place."""

    primary: Node
    replica: Node
    nodes: list[Node]
    url: str

    def wait_replicated(self) -> None:
        wanted = self.primary.written()
        wait_until(lambda: self.replica.written() >= wanted)

    def wait_promoted(self) -> None:
        wait_until(lambda: self.replica.role() == "master")

    @contextmanager
    def replica_overwritten(self) -> Iterator["Redis"]:
        """Change what the replica holds, as if it had never got the rest."""
        with self.replica.client() as client:
            client.config_set("replica-read-only", "no")
            yield client
            client.config_set("replica-read-only", "yes")


@dataclass(kw_only=True)
class SentinelFleet(Pair):
    sentinel: Node


@contextmanager
def sentinel_fleet() -> Iterator[SentinelFleet]:
    with _home() as home:
        primary = Node(home=home / "primary", settings=())
        replica = Node(home=home / "replica", settings=("--replicaof", f"{HOST} {primary.port}"))
        sentinel = Node(home=home / "sentinel", settings=())
        configuration = home / "sentinel.conf"
        configuration.write_text(
            f"port {sentinel.port}\n"
            f"sentinel monitor judge {HOST} {primary.port} 1\n"
            "sentinel down-after-milliseconds judge 500\n"
            "sentinel failover-timeout judge 1000\n"
        )
        sentinel.settings = (str(configuration), "--sentinel")
        with started([primary, replica]):
            wait_until(lambda: _is_linked(replica))
            with started([sentinel]):
                wait_until(lambda: _knows_replica(sentinel))
                url = f"redis+sentinel://{HOST}:{free_port()},{HOST}:{sentinel.port}/judge"  # a dead Sentinel first
                yield SentinelFleet(
                    primary=primary, replica=replica, nodes=[primary, replica], sentinel=sentinel, url=url
                )


@dataclass(kw_only=True)
class EncryptedServer:
    node: Node
    ca_file: Path
    user: str = "judge"
    password: str = "p@ss/w:rd"

    def url(self, *, password: str | None = None, ca_file: Path | None = None) -> str:
        secret = quote(password or self.password, safe="")
        return f"rediss://{self.user}:{secret}@{HOST}:{self.node.port}?ssl_ca_certs={ca_file or self.ca_file}"


@contextmanager
def encrypted_server(*rights: str) -> Iterator[EncryptedServer]:
    """A server that speaks TLS only and knows one user, with these rights."""
    with _home() as home:
        node = Node(home=home / "node", settings=())
        server = EncryptedServer(node=node, ca_file=home / "ca.pem")
        make_certificate(home / "ca", name="CA of a test")
        make_certificate(home / "server", name="server", signed_by=home / "ca")
        node.settings = (
            *("--port", "0", "--tls-port", str(node.port), "--tls-auth-clients", "no"),
            *("--tls-cert-file", f"{home}/server.pem", "--tls-key-file", f"{home}/server.key"),
            *("--tls-ca-cert-file", str(server.ca_file)),
            *("--user", "default", "off", "--user", server.user, "on", f">{server.password}", *rights),
        )
        node.client_options = {
            **{"ssl": True, "ssl_ca_certs": str(server.ca_file)},
            **{"username": server.user, "password": server.password},
        }
        with started([node]):
            yield server


def make_certificate(path: Path, *, name: str, signed_by: Path | None = None) -> None:
    """Make PATH.key and PATH.pem, of a CA unless it is signed by one."""
    extensions = [f"subjectAltName=IP:{HOST}"] if signed_by else ["basicConstraints=critical,CA:TRUE"]
    signer = ["-CA", f"{signed_by}.pem", "-CAkey", f"{signed_by}.key"] if signed_by else []
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
            *("-days", "2", "-subj", f"/CN={name}", "-keyout", f"{path}.key", "-out", f"{path}.pem"),
            *(part for extension in extensions for part in ("-addext", extension)),
            *signer,
        ],
        check=True,
        capture_output=True,
    )


def _is_linked(replica: Node) -> bool:
    with replica.client() as client:
        return bool(client.info("replication").get("master_link_status") == "up")


def _knows_replica(sentinel: Node) -> bool:
    with sentinel.client() as client:
        [found] = client.execute_command("SENTINEL MASTERS").values()
        return bool(found["num-slaves"])


@contextmanager
def cluster(key: str, *, user: tuple[str, ...] = ()) -> Iterator[Pair]:
    """Three primaries, of which the one with the key has a replica. It goes on when another one dies.

    `user` is one more than the default one, by name, password and rights; then the URL has it.
    """
    rights = ("--user", user[0], "on", f">{user[1]}", *user[2:]) if user else ()
    login = f"{user[0]}:{user[1]}@" if user else ""
    with _home() as home:
        nodes = [
            Node(
                home=home / f"node{number}",
                settings=(
                    *rights,
                    *("--cluster-enabled", "yes", "--cluster-node-timeout", "1000"),
                    *("--cluster-replica-validity-factor", "0", "--cluster-require-full-coverage", "no"),
                    *("--cluster-port", str(free_port())),
                ),
            )
            for number in range(4)
        ]
        with started(nodes):
            primaries, replica = nodes[:3], nodes[3]
            ours = _share_out_slots(primaries, key)
            _introduce(nodes)
            with ours.client() as client, replica.client() as copy:
                name = client.execute_command("CLUSTER MYID")
                wait_until(lambda: name in str(copy.execute_command("CLUSTER NODES")))
                copy.execute_command("CLUSTER REPLICATE", name)
            wait_until(lambda: all(_is_whole(node) for node in nodes) and _is_linked(replica))
            other = next(node for node in primaries if node is not ours)
            url = f"redis+cluster://{login}{HOST}:{free_port()},{HOST}:{other.port}"  # a dead one first, and not all
            yield Pair(primary=ours, replica=replica, nodes=nodes, url=url)


def _share_out_slots(primaries: list[Node], key: str) -> Node:
    bounds = [round(number * SLOTS / len(primaries)) for number in range(len(primaries) + 1)]
    ours = primaries[0]
    for number, node in enumerate(primaries):
        start, end = bounds[number], bounds[number + 1]
        with node.client() as client:
            client.execute_command("CLUSTER ADDSLOTSRANGE", start, end - 1)
            client.execute_command("CLUSTER SET-CONFIG-EPOCH", number + 1)  # else they settle it among themselves first
            if start <= int(client.execute_command("CLUSTER KEYSLOT", key)) < end:
                ours = node
    return ours


def _introduce(nodes: list[Node]) -> None:
    for node in nodes:
        with node.client() as client:
            for other in nodes:
                if other is not node:
                    client.execute_command("CLUSTER MEET", HOST, other.port, other.settings[-1])


def _is_whole(node: Node) -> bool:
    with node.client() as client:
        told = client.execute_command("CLUSTER INFO")
        return (told["cluster_state"], told["cluster_known_nodes"]) == ("ok", "4")
