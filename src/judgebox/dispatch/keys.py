"""The names of the queue in Redis."""

from urllib.parse import quote, unquote

from judgebox.domain.submission import Band, Line, SubmissionId

PREFIX = "{judgebox}"
"""In braces, so that a Redis Cluster keeps all keys that a script touches on one node."""

LINES = f"{PREFIX}:lines"
"""The set of lines that were ever offered to, so that nobody has to search the keys."""

REJECTED = f"{PREFIX}:rejected"

INCARNATION = f"{PREFIX}:incarnation"


def band_name(band: Band) -> str:
    return band.name.lower()


def parse_band(name: str) -> Band | None:
    """Read a name; None if it is none of ours: whoever can write into Redis can write anything."""
    return Band.__members__.get(name.upper())


def route_name(route: str) -> str:
    """A route may hold anything, but BullMQ forbids ":" in the name of a queue."""
    return quote(route, safe="+")


def name_of(line: Line) -> str:
    """The BullMQ queue of a line."""
    return f"{band_name(line.band)}-{route_name(line.route)}"


def parse_line(name: str) -> Line | None:
    """Read the name of a queue; None if it is none of ours."""
    band, dash, route = name.partition("-")
    known = parse_band(band)
    return None if known is None or not dash else Line(band=known, route=unquote(route))


def line_key(line: Line, part: str) -> str:
    """The key of a part of a queue, such as BullMQ's own "wait" and "active"."""
    return f"{PREFIX}:{name_of(line)}:{part}"


def job_id_of(submission_id: SubmissionId, generation: int) -> str:
    """The id of an offer in BullMQ, which forbids ":" in it."""
    return f"{submission_id}-{generation}"
