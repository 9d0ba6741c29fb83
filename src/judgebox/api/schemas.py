"""What /api/v1 takes and gives, and the way from and to the domain. Units are in the names."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, FailFast, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from judgebox.api.moments import Moment
from judgebox.api.problem_schemas import (
    FunctionDetail,
    LanguageLimits,
    ProblemGroup,
    ProblemKind,
    function_of,
    groups_of,
    kind_of,
    limits_by_language,
)
from judgebox.domain.events import Event, EventKind
from judgebox.domain.problem import Problem
from judgebox.domain.submission import Scope, State, Submission
from judgebox.domain.verdict import (
    CaseResult,
    Doubt,
    GroupResult,
    Reason,
    Result,
    TimedRun,
    Timing,
    Verdict,
    signal_name,
)
from judgebox.languages.catalog import Catalog, Language
from judgebox.usecases.submit import SubmitRequest

Name = Annotated[str, StringConstraints(min_length=1, max_length=128, pattern=r"^[^\x00-\x1f\x7f]+$")]
"""A name that someone else chose: no control characters, since it ends up in logs and queue keys."""


FIELDS_LIMIT = 32


class Body(BaseModel):
    """A body of a request: a field that we don't know is a typo, and typos must not pass."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def refuse_many_fields(cls, given: Any) -> Any:
        """Refuse at once what would give an error for each of a million unknown fields."""
        if isinstance(given, dict) and len(given) > FIELDS_LIMIT:
            raise PydanticCustomError("too_many_fields", f"There are {len(given)} fields, the limit is {FIELDS_LIMIT}")
        return given


class Answer(BaseModel):
    model_config = ConfigDict(frozen=True)


class NewSubmission(Body):
    """A program to judge."""

    problem: Name | None = Field(None, description="Id of the problem; may be left out with scope `input` alone.")
    language: Name = Field(description="Id or alias of a language, see `GET /api/v1/languages`.")
    source: str = Field(
        description="The program. At most 65,536 bytes of UTF-8, unless the operator set another limit."
    )
    user_id: Name | None = Field(None, description="Whoever it is judged for, by any name you like.")
    scope: Scope = Field(Scope.ALL, description="Run it on all cases, on the samples, or once on `input`.")
    input: str | None = Field(None, description="With scope `input`: what the program reads.")
    not_before: Moment | None = Field(
        None,
        description="Judge it no sooner (RFC 3339, with a zone); at most 31 days ahead. A time that is past is none.",
    )

    def request(self) -> SubmitRequest:
        return SubmitRequest(
            source=self.source,
            language=self.language,
            problem_id=self.problem,
            user_id=self.user_id,
            scope=self.scope,
            input=(self.input or "") if self.scope is Scope.INPUT else self.input,
            not_before=self.not_before,
        )


class NewBatch(Body):
    """Programs to judge: all are stored, or none."""

    submissions: Annotated[list[NewSubmission], FailFast()] = Field(min_length=1)


class TimedRunDetail(Answer):
    """What one run of a case took."""

    cpu_time_s: float
    wall_time_s: float
    involuntary_switches: int = Field(description="How often other programs took the CPU from it.")
    alone: bool = Field(description="Whether no other run of its worker went on when it began.")


class TimingDetail(Answer):
    """The evidence for a judgement on time."""

    doubt: Doubt | None = Field(description="Why the first run was not enough; null if nothing spoke against it.")
    runs: list[TimedRunDetail] = Field(description="All runs of the case, in order. The fastest decides on the time.")


class CaseDetail(Answer):
    """The judgement of one case. Data and messages are there for visible cases (samples) alone."""

    index: int
    name: str
    visible: bool
    verdict: Verdict
    reason: Reason | None
    cpu_time_s: float
    wall_time_s: float
    memory_kib: int
    exit_code: int | None
    signal: int | None
    signal_name: str | None
    message: str | None
    input: str | None
    answer: str | None
    output: str | None
    error: str | None
    timing: TimingDetail | None = Field(
        description="Of a case that ran out of time or was run again; null for a single run in time. "
        "The figures of the case itself are those of the run that decided."
    )


class SubmissionItem(Answer):
    """A submission in a list: where it is and, once judged, its judgement."""

    id: str
    problem: str | None
    language: str
    user_id: str | None
    scope: Scope
    state: State
    verdict: Verdict | None
    reason: Reason | None
    score: float | None
    cpu_time_s: float | None = Field(description="Of the slowest case.")
    memory_kib: int | None = Field(description="Of the largest case.")
    detail: str | None
    tier: str | None = Field(description="Strength of the sandbox that was used, A to D.")
    generation: int = Field(description="1, raised by each rejudge.")
    attempt: int = Field(description="Tries of this generation so far.")
    not_before: datetime | None = Field(description="It is not judged sooner; null once that is past.")
    created_at: datetime
    judged_at: datetime | None


class GroupDetail(Answer):
    """What one test group got."""

    name: str = Field(description="Its path in the test data, such as secret/group1.")
    verdict: Verdict
    reason: Reason | None
    score: float | None
    max_score: float | None = Field(description="The most points there are; null if there is no bound.")
    accepted: int = Field(description="Cases accepted, those of groups below it as well.")
    cases: int = Field(description="All of its cases, likewise.")


class SubmissionDetail(SubmissionItem):
    """A submission with all that its judging found out."""

    compile_output: str | None
    max_score: float | None = Field(description="The most points there are; null if there are none or no bound.")
    groups: list[GroupDetail] = Field(description="Each before those in it; empty if the problem has none.")
    first_failing: CaseDetail | None
    cases: list[CaseDetail]


class SubmissionPage(Answer):
    """A page of submissions, newest first."""

    items: list[SubmissionItem]
    has_more: bool
    next: str | None = Field(description="What to give as `after` for the next page.")


class Batch(Answer):
    """The submissions of a batch, in the order in which they were sent."""

    submissions: list[SubmissionDetail]


class Judgement(Answer):
    """What a `finished` event says; the cases are in the submission itself."""

    verdict: Verdict
    reason: Reason | None
    score: float | None
    cpu_time_s: float
    memory_kib: int
    detail: str | None


class EventMessage(Answer):
    """The data of one server-sent event."""

    kind: EventKind
    submission: str
    problem: str | None
    generation: int
    attempt: int
    sequence: int = Field(description="Its number in the attempt; positions are generation, attempt, sequence.")
    case_count: int | None
    case: CaseDetail | None
    result: Judgement | None


class ResyncMessage(Answer):
    """Said instead of what was missed: read the submission anew."""

    reason: str = Field(description="`slow`: events came faster than you took them.")


class ProblemItem(Answer):
    """A problem in a list."""

    id: str
    name: str
    time_limit_s: float
    memory_limit_mib: int
    scores: bool
    author: str | None
    keywords: list[str]


class ProblemList(Answer):
    items: list[ProblemItem]


class SampleData(Answer):
    """A case that everyone may see."""

    name: str
    input: str
    answer: str
    cut: bool = Field(description="Whether input or answer were too long and end early.")


class ProblemDetail(ProblemItem):
    """A problem with its statement and samples."""

    kind: ProblemKind
    names: dict[str, str]
    statement: str = Field(description="Markdown, with math in TeX.")
    output_limit_bytes: int
    source_limit_bytes: int
    case_count: int
    passes: int = Field(description="How often a program may be run for one case, each time on what the judge left.")
    input_file: str | None = Field(description="The file that holds the input, where it is not the standard input.")
    output_file: str | None = Field(description="The file for the output, where it is not the standard output.")
    max_score: float | None = Field(description="The most points there are; null if there are none or no bound.")
    groups: list[ProblemGroup] = Field(description="Of a problem that scores; each before those in it.")
    function: FunctionDetail | None = Field(description="Of a function problem.")
    languages: list[str] | None = Field(description="Ids of the languages it takes; null for all.")
    language_limits: dict[str, LanguageLimits] = Field(
        description="By language, where they are not those of the problem."
    )
    samples: list[SampleData]
    source: str | None
    license: str | None
    version: str
    unsupported: list[str] = Field(description="Features of its package that can't be judged yet.")


class LanguageItem(Answer):
    """A language, and what to install where it is missing."""

    id: str
    name: str
    aliases: list[str]
    extensions: list[str]
    available: bool
    package: str | None = Field(description="The Debian package that is missing, if it is not available.")
    version: str | None


class LanguageList(Answer):
    items: list[LanguageItem]


class StoreHealth(Answer):
    reachable: bool
    submissions: dict[State, int] | None


class QueueHealth(Answer):
    reachable: bool
    waiting: dict[str, int] | None
    leased: dict[str, int] | None


class Health(Answer):
    """Whether this server can take submissions in. It says nothing about workers."""

    healthy: bool
    version: str
    tier: str | None
    store: StoreHealth
    queue: QueueHealth


def seconds(duration: timedelta) -> float:
    return round(duration.total_seconds(), 6)


def case_detail(case: CaseResult) -> CaseDetail:
    def shown(text: str | None) -> str | None:
        return text if case.visible else None  # the judging leaves them out already; here is the last door

    return CaseDetail(
        index=case.index,
        name=case.name,
        visible=case.visible,
        verdict=case.verdict,
        reason=case.reason,
        cpu_time_s=seconds(case.cpu_time),
        wall_time_s=seconds(case.wall_time),
        memory_kib=case.memory_bytes // 1024,
        exit_code=case.exit_code,
        signal=case.signal,
        signal_name=None if case.signal is None else signal_name(case.signal),
        message=shown(case.message),
        input=shown(case.input),
        answer=shown(case.answer),
        output=shown(case.output),
        error=shown(case.error),
        timing=case.timing and timing_detail(case.timing),
    )


def timing_detail(timing: Timing) -> TimingDetail:
    return TimingDetail(doubt=timing.doubt, runs=[timed_run_detail(run) for run in timing.runs])


def timed_run_detail(run: TimedRun) -> TimedRunDetail:
    return TimedRunDetail(
        cpu_time_s=seconds(run.cpu_time),
        wall_time_s=seconds(run.wall_time),
        involuntary_switches=run.involuntary_switches,
        alone=run.is_alone,
    )


def submission_item(submission: Submission) -> SubmissionItem:
    result = submission.result
    return SubmissionItem(
        id=submission.id,
        problem=submission.problem_id,
        language=submission.language,
        user_id=submission.user_id,
        scope=submission.scope,
        state=submission.state,
        verdict=result and result.verdict,
        reason=result and result.reason,
        score=result and result.score,
        cpu_time_s=result and seconds(result.cpu_time),
        memory_kib=result and result.memory_bytes // 1024,
        detail=result and result.detail,
        tier=result and result.tier,
        generation=submission.generation,
        attempt=submission.attempt,
        not_before=submission.not_before,
        created_at=submission.created_at,
        judged_at=submission.judged_at,
    )


def submission_detail(submission: Submission) -> SubmissionDetail:
    result = submission.result
    failing = result and result.first_failing
    return SubmissionDetail(
        **dict(submission_item(submission)),
        compile_output=result and result.compile_output,
        max_score=result and result.max_score,
        groups=[group_detail(group) for group in result.groups] if result else [],
        first_failing=failing and case_detail(failing),
        cases=[case_detail(case) for case in result.cases] if result else [],
    )


def group_detail(group: GroupResult) -> GroupDetail:
    return GroupDetail(
        name=group.name,
        verdict=group.verdict,
        reason=group.reason,
        score=group.score,
        max_score=group.max_score,
        accepted=group.accepted,
        cases=group.cases,
    )


def submission_page(submissions: Sequence[Submission], *, limit: int) -> SubmissionPage:
    """Make a page of submissions, of which one more than the limit was asked for."""
    items = [submission_item(submission) for submission in submissions[:limit]]
    has_more = len(submissions) > limit
    return SubmissionPage(items=items, has_more=has_more, next=items[-1].id if has_more else None)


def judgement(result: Result) -> Judgement:
    return Judgement(
        verdict=result.verdict,
        reason=result.reason,
        score=result.score,
        cpu_time_s=seconds(result.cpu_time),
        memory_kib=result.memory_bytes // 1024,
        detail=result.detail,
    )


def event_message(event: Event) -> EventMessage:
    return EventMessage(
        kind=event.kind,
        submission=event.submission_id,
        problem=event.problem_id,
        generation=event.generation,
        attempt=event.attempt,
        sequence=event.position.sequence,
        case_count=event.case_count,
        case=event.case and case_detail(event.case),
        result=event.result and judgement(event.result),
    )


def problem_item(problem: Problem) -> ProblemItem:
    return ProblemItem(
        id=problem.id,
        name=problem.name,
        time_limit_s=seconds(problem.limits.time_limit),
        memory_limit_mib=problem.limits.memory_bytes // (1024 * 1024),
        scores=problem.scores,
        author=problem.author,
        keywords=list(problem.keywords),
    )


def problem_detail(
    problem: Problem, samples: list[SampleData], catalog: Catalog, *, source_limit_bytes: int
) -> ProblemDetail:
    own_limit = problem.limits.source_bytes
    return ProblemDetail(
        **dict(problem_item(problem)),
        kind=kind_of(problem),
        names=dict(problem.names),
        statement=problem.statement,
        output_limit_bytes=problem.limits.output_bytes,
        source_limit_bytes=source_limit_bytes if own_limit is None else min(own_limit, source_limit_bytes),
        case_count=len(problem.cases),
        passes=problem.passes,
        input_file=problem.input_file,
        output_file=problem.output_file,
        max_score=problem.max_score,
        groups=groups_of(problem),
        function=function_of(problem, catalog),
        languages=None if problem.languages is None else list(problem.languages),
        language_limits=limits_by_language(problem, catalog),
        samples=samples,
        source=problem.source,
        license=problem.license,
        version=problem.version,
        unsupported=list(problem.unsupported),
    )


def language_item(language_id: str, language: Language, *, package: str | None, version: str | None) -> LanguageItem:
    return LanguageItem(
        id=language_id,
        name=language.name,
        aliases=language.aliases,
        extensions=language.extensions,
        available=package is None,
        package=package,
        version=version,
    )
