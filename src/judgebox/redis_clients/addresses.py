"""Where Redis is: what a URL says, read in one place."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode

from redis.asyncio.connection import parse_url

SENTINEL_PORT = 26379
REDIS_PORT = 6379

TLS = frozenset({"ssl_ca_certs", "ssl_certfile", "ssl_keyfile", "ssl_cert_reqs", "ssl_check_hostname"})
OPTIONS = TLS | {"db", "username", "password", "client_name"}
"""What a URL may set. All else, such as the form of answers, is ours to decide."""

SENTINEL_OPTIONS = frozenset({"sentinel_username", "sentinel_password"})

SCHEME = re.compile(r"(?P<server>redis|valkey)(?P<tls>s?)(\+(?P<kind>sentinel|cluster))?", re.IGNORECASE)

Address = tuple[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class OneServer:
    """A server, or what stands for one; `url` is in the form that the client library reads."""

    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BehindSentinels:
    """The primary that the Sentinels name for the service."""

    service: str
    sentinels: Sequence[Address]
    is_encrypted: bool
    options: Mapping[str, Any]
    sentinel_options: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class InCluster:
    """Nodes of a Redis Cluster; it names the others itself."""

    nodes: Sequence[Address]
    is_encrypted: bool
    options: Mapping[str, Any]


Place = OneServer | BehindSentinels | InCluster


def parse_redis_url(url: str) -> Place:
    """Read a URL of Redis or Valkey.

    Args:
        url: `redis://`, `rediss://` (TLS) or `unix://`; `redis+sentinel://HOST:PORT,HOST:PORT/SERVICE/DATABASE`;
            `redis+cluster://HOST:PORT,HOST:PORT`; the last two with `rediss` for TLS. `valkey` means the same as
            `redis`. Users, passwords and the options in the query are escaped as in any URL.

    Raises:
        ValueError: it is none of these. Its text may quote a part of the password.
    """
    scheme, _, rest = url.partition("://")
    if scheme.lower() == "unix":
        _check_options(url, OPTIONS)
        parse_url(url)
        return OneServer(url=url)
    form = SCHEME.fullmatch(scheme)
    if form is None:
        raise ValueError("unknown scheme")
    single = f"redis{form['tls'].lower()}"
    kind = (form["kind"] or "").lower()
    if not kind:
        whole = f"{single}://{rest}"
        _check_options(whole, OPTIONS)
        parse_url(whole)
        return OneServer(url=whole)
    return _parse_many(kind, single, rest)


def _parse_many(kind: str, single: str, rest: str) -> Place:
    before, _, query = rest.partition("?")
    where, _, path = before.partition("/")
    user, at, hosts = where.rpartition("@")
    _check_options(f"?{query}", OPTIONS | (SENTINEL_OPTIONS if kind == "sentinel" else frozenset()))
    service, _, database = path.partition("/")
    ours = urlencode([(name, value) for name, value in parse_qsl(query) if name not in SENTINEL_OPTIONS])
    each = [parse_url(f"{single}://{user}{at}{host}/{database}?{ours}") for host in hosts.split(",")]
    default_port = SENTINEL_PORT if kind == "sentinel" else REDIS_PORT
    addresses = [(found["host"], found.get("port", default_port)) for found in each if "host" in found]
    if len(addresses) != len(each):
        raise ValueError("a host is missing")
    options = {name: value for name, value in each[0].items() if name not in ("host", "port", "connection_class")}
    is_encrypted = single == "rediss"
    if kind == "cluster":
        if path.strip("/") not in ("", "0") or options.pop("db", 0) != 0:
            raise ValueError("a cluster has one database")
        return InCluster(nodes=addresses, is_encrypted=is_encrypted, options=options)
    if not service or (database and not database.isdigit()):
        raise ValueError("the service is missing, or its database is no number")
    told = dict(parse_qsl(query))
    of_sentinels = {name: told[f"sentinel_{name}"] for name in ("username", "password") if f"sentinel_{name}" in told}
    return BehindSentinels(
        service=unquote(service),
        sentinels=addresses,
        is_encrypted=is_encrypted,
        options=options,
        sentinel_options={name: value for name, value in options.items() if name in TLS} | of_sentinels,
    )


def _check_options(url: str, allowed: frozenset[str]) -> None:
    unknown = {name for name, _ in parse_qsl(url.partition("?")[2], keep_blank_values=True)} - allowed
    if unknown:
        raise ValueError("unknown options")


def redacted(url: str) -> str:
    """The URL for people and logs: any password in it is replaced by stars."""
    without_password = re.sub(r"(://[^/:@]*:).*@", r"\1***@", url, count=1)  # to the last "@": it may be unescaped
    return re.sub(r"([?&](?:sentinel_)?password=)[^&]*", r"\1***", without_password)
