"""Metrics for Prometheus, at /metrics.

How it works: what is true for the whole installation (depths, waits, verdicts, workers) is read when it is
asked for, so every server tells the same: take one, or the maximum. What a server did itself (its requests)
is counted by it and summed up over servers. An answer comes within two seconds: what is away is left out,
and `judgebox_store_up` and `judgebox_queue_up` say so. The page names no user, problem or program, but it
is for operators: a proxy in front should not pass it on.
"""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from judgebox.api.reached import reached
from judgebox.api.services import Given
from judgebox.domain.verdict import Verdict
from judgebox.domain.worker import WorkerReport, WorkerState
from judgebox.usecases.figures import BandFigures, QueueFigures

router = APIRouter()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)  # a registry tells collectors apart by identity
class Snapshot(Collector):
    """What is true for the whole installation now; None where it can't be had."""

    version: str
    figures: QueueFigures | None
    workers: Sequence[WorkerReport] | None
    verdicts: Mapping[Verdict, int] | None

    def collect(self) -> Iterator[Metric]:
        yield InfoMetricFamily("judgebox", "This server.", {"version": self.version})
        queue_is_up = self.figures is not None and self.figures.rejected is not None
        yield _gauge("judgebox_store_up", "Whether the database answers.", float(self.figures is not None))
        yield _gauge("judgebox_queue_up", "Whether the queue answers.", float(queue_is_up))
        if self.figures is not None:
            yield from _of_bands(self.figures.bands)
            yield from _of_queue(self.figures)
        if self.workers is not None:
            yield from _of_workers(self.workers)
        if self.verdicts is not None:
            verdicts = {verdict.value: count for verdict, count in self.verdicts.items()}
            yield _by(
                "judgebox_verdicts", "Verdicts that stand; a rejudge or a retry takes one back.", "verdict", verdicts
            )


def _of_bands(bands: Sequence[BandFigures]) -> Iterator[Metric]:
    def by_band(name: str, text: str, values: Iterable[float | None]) -> GaugeMetricFamily:
        pairs = zip((each.band.name.lower() for each in bands), values, strict=True)
        return _by(name, text, "band", {band: value for band, value in pairs if value is not None})

    yield by_band("judgebox_queue_depth", "Submissions that may be judged now.", (each.waiting for each in bands))
    yield by_band("judgebox_queue_offered", "So many of them are in the queue.", (each.offered for each in bands))
    yield by_band("judgebox_judging", "Submissions that are being judged.", (each.judging for each in bands))
    yield by_band(
        "judgebox_queue_oldest_seconds",
        "How long the oldest has waited; 0 if none waits.",
        (_seconds(each.oldest) or 0.0 for each in bands),
    )
    yield by_band("judgebox_finished_per_second", "Verdicts in the last minute.", (each.rate_1m for each in bands))
    yield by_band("judgebox_paused", "Whether the band is paused.", (float(each.is_paused) for each in bands))
    waits = GaugeMetricFamily(
        "judgebox_wait_seconds",
        "From sending to the first attempt, of what began in the last five minutes.",
        labels=("band", "quantile"),
    )
    for each in bands:
        for quantile, wait in (("0.5", each.wait_p50), ("0.9", each.wait_p90)):
            if wait is not None:
                waits.add_metric((each.band.name.lower(), quantile), wait.total_seconds())
    yield waits


def _of_queue(figures: QueueFigures) -> Iterator[Metric]:
    yield _gauge("judgebox_delayed", "Submissions that are not to be judged yet.", figures.delayed)
    yield _gauge("judgebox_dead_letters", "Submissions set aside as judge errors.", figures.dead)
    yield _gauge("judgebox_intake_open", "Whether submissions are taken in.", float(not figures.is_closed))
    yield _gauge(
        "judgebox_wanted_slots",
        "Slots that the fleet should have: what an autoscaler should follow.",
        figures.wanted_slots,
    )
    yield _by(
        "judgebox_unserved",
        "Submissions that wait although no living worker can judge their language.",
        "route",
        {each.route: each.waiting for each in figures.unserved},
    )
    yield _by(
        "judgebox_recent_attempts",
        "Attempts that began in the last five minutes, the newest 2000 at most, by how they ended.",
        "outcome",
        {outcome.value: count for outcome, count in figures.outcomes.items()},
    )
    if figures.judging_time is not None:
        yield _gauge(
            "judgebox_judging_time_seconds",
            "What an attempt took, in the mean of the last five minutes.",
            figures.judging_time.total_seconds(),
        )
    if figures.rejected is not None:
        text = "Messages set aside that no worker could use; begins anew with each life of the queue."
        yield CounterMetricFamily("judgebox_rejected_messages", text, value=figures.rejected)


def _of_workers(workers: Sequence[WorkerReport]) -> Iterator[Metric]:
    states = {state.value: sum(worker.state is state for worker in workers) for state in WorkerState}
    yield _by("judgebox_workers", "Workers by their state.", "state", states)
    alive = [worker for worker in workers if worker.state.is_alive]
    free = sum(worker.free for worker in alive)
    busy = sum(worker.slots for worker in alive) - free
    yield _by("judgebox_slots", "Slots of the living workers.", "state", {"busy": busy, "free": free})


def _gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, text, value=value)


def _by(name: str, text: str, label: str, values: Mapping[str, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, text, labels=(label,))
    for value, number in values.items():
        family.add_metric((value,), number)
    return family


def _seconds(duration: timedelta | None) -> float | None:
    return None if duration is None else duration.total_seconds()


@router.get("/metrics", include_in_schema=False)
async def read_metrics(services: Given) -> Response:
    """Tell all metrics in Prometheus' text format."""
    figures, workers, verdicts = await asyncio.gather(
        reached(services.figures.queue()),
        reached(services.figures.fleet()),
        reached(services.figures.backlog.verdicts()),
    )
    if verdicts is None:  # of the others some is remembered for a while
        figures = None
    registry = CollectorRegistry()
    registry.register(Snapshot(version=services.version, figures=figures, workers=workers, verdicts=verdicts))
    text = generate_latest(registry) + generate_latest(services.request_metrics.registry)
    return Response(text, media_type=CONTENT_TYPE_LATEST)
