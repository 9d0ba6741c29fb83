"""Counting the requests of this server."""

import time

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics
from starlette.types import ASGIApp, Message, Receive, Scope, Send

BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
"""From a read of the database to the longest `?wait=`."""


METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class RequestMetrics:
    """What this server did: requests by method, route (its pattern) and status, so that labels are few."""

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]  # a second series for each, that nobody asks for
        self.registry = CollectorRegistry()
        self._total = Counter(
            "judgebox_http_requests",
            "Requests that this server answered.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self._duration = Histogram(
            "judgebox_http_request_duration_seconds",
            "From a request to the end of its answer; waits for verdicts and event streams too.",
            ("method", "route"),
            buckets=BUCKETS_S,
            registry=self.registry,
        )

    def count(self, method: str, route: str, status: int, duration_s: float) -> None:
        self._total.labels(method, route, str(status)).inc()
        self._duration.labels(method, route).observe(duration_s)


class RequestCounter:
    """Counts each request when its answer has ended."""

    def __init__(self, app: ASGIApp, metrics: RequestMetrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status = 500  # of an answer that never began
        began = time.perf_counter()

        async def send_noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, send_noted)
        finally:
            self.metrics.count(method_of(scope), route_of(scope), status, time.perf_counter() - began)


def method_of(scope: Scope) -> str:
    """The method as a label: those that we know, and one word for what a client invents."""
    return scope["method"] if scope["method"] in METHODS else "other"


def route_of(scope: Scope) -> str:
    """The pattern of the route that answered, with the prefix of its router; one word for all paths that have none."""
    pattern: str | None = getattr(scope.get("route"), "path_format", None)
    if pattern is None:
        return "other"
    path: str = scope["path"]
    filled = pattern.format(**scope.get("path_params", {}))
    return path.removesuffix(filled) + pattern if path.endswith(filled) else pattern
