"""What the classic interface takes and gives: the names that its clients know."""

from datetime import timedelta
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from judgebox.api.schemas import Name, case_detail
from judgebox.domain.events import Event, EventKind
from judgebox.domain.submission import State, Submission
from judgebox.domain.verdict import CaseResult, Reason, Result, Verdict


def camel(name: str) -> str:
    """Write a name as these clients do: cpu_time_ms becomes cpuTimeMs, memory_kib memoryKiB."""
    first, *rest = name.split("_")
    return first + "".join({"kib": "KiB"}.get(word, word.capitalize()) for word in rest)


def text_of_id(value: Any) -> Any:
    """Take a whole number as an id: tutorials number their problems."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


ClassicId = Annotated[Name, BeforeValidator(text_of_id, json_schema_input_type=str | int)]


class ClassicBody(BaseModel):
    """Unknown fields are ignored: old clients send more than we know."""

    model_config = ConfigDict(frozen=True, alias_generator=camel)


class ClassicAnswer(BaseModel):
    model_config = ConfigDict(frozen=True, alias_generator=camel, validate_by_name=True)


class ClassicSubmit(ClassicBody):
    """A program to judge, or to run."""

    problem_id: ClassicId = Field(description="Id of a problem; with any other text the program is run on `input`.")
    code: str
    language: Name
    user_id: ClassicId | None = None
    input: str | None = Field(None, description="What the program reads, unless a problem has its own.")


class ClassicAccepted(ClassicAnswer):
    submission_id: str
    problem_id: str
    state: State


class ClassicCase(ClassicAnswer):
    name: str
    verdict: Verdict
    reason: Reason | None
    cpu_time_ms: float
    memory_kib: int
    input: str | None
    answer: str | None
    output: str | None
    error: str | None
    message: str | None


class ClassicResult(ClassicAnswer):
    submission_id: str
    problem_id: str | None
    user_id: str | None
    language: str
    state: State
    verdict: Verdict | None
    reason: Reason | None
    score: float | None
    output: str | None = Field(description="Of the run, or of the first visible case that failed, else of the first.")
    error: str | None = Field(description="What the compiler said, or the program's error stream.")
    cpu_time_ms: float | None
    memory_kib: int | None
    cases: list[ClassicCase]


class ClassicEvent(ClassicAnswer):
    """A message of the WebSocket; `status` is the verdict, in the word of the classic channel."""

    event: EventKind
    position: str
    submission_id: str
    problem_id: str | None
    user_id: str | None
    attempt: int
    generation: int
    case_count: int | None
    case: ClassicCase | None
    status: Verdict | None
    verdict: Verdict | None
    reason: Reason | None
    score: float | None
    cpu_time_ms: float | None
    memory_kib: int | None


class ClassicResync(ClassicAnswer):
    """A message of the WebSocket in the place of what was missed: read what you wait for by GET /result/:id."""

    event: str = "resync"
    reason: str


def milliseconds(duration: timedelta) -> float:
    return round(duration.total_seconds() * 1000, 3)


def classic_accepted(submission: Submission, problem_id: str) -> ClassicAccepted:
    return ClassicAccepted(submission_id=submission.id, problem_id=problem_id, state=State.QUEUED)


def classic_case(case: CaseResult) -> ClassicCase:
    shown = case_detail(case)  # which leaves out what is secret
    return ClassicCase(
        name=shown.name,
        verdict=shown.verdict,
        reason=shown.reason,
        cpu_time_ms=milliseconds(case.cpu_time),
        memory_kib=shown.memory_kib,
        input=shown.input,
        answer=shown.answer,
        output=shown.output,
        error=shown.error,
        message=shown.message,
    )


def classic_result(submission: Submission) -> ClassicResult:
    result = submission.result
    case = None if result is None else telling_case(result)
    return ClassicResult(
        submission_id=submission.id,
        problem_id=submission.problem_id,
        user_id=submission.user_id,
        language=submission.language,
        state=submission.state,
        verdict=result and result.verdict,
        reason=result and result.reason,
        score=result and result.score,
        output=case and case.output,
        error=result and error_of(result, case),
        cpu_time_ms=result and milliseconds(result.cpu_time),
        memory_kib=result and result.memory_bytes // 1024,
        cases=[classic_case(each) for each in result.cases] if result else [],
    )


def telling_case(result: Result) -> CaseResult | None:
    """The visible case whose output is the result's: the first that failed, else the first of all."""
    visible = [case for case in result.cases if case.visible]
    failing = result.first_failing
    return failing if failing is not None and failing.visible else next(iter(visible), None)


def error_of(result: Result, case: CaseResult | None) -> str | None:
    """What went wrong, in words: the compiler's, the program's own, the checker's or ours."""
    if result.verdict is Verdict.COMPILE_ERROR:
        return result.compile_output or result.detail
    return (case and (case.error or case.message)) or result.detail


def classic_event(event: Event) -> ClassicEvent:
    result = event.result
    return ClassicEvent(
        event=event.kind,
        position=str(event.position),
        submission_id=event.submission_id,
        problem_id=event.problem_id,
        user_id=event.user_id,
        attempt=event.attempt,
        generation=event.generation,
        case_count=event.case_count,
        case=event.case and classic_case(event.case),
        status=result and result.verdict,
        verdict=result and result.verdict,
        reason=result and result.reason,
        score=result and result.score,
        cpu_time_ms=result and milliseconds(result.cpu_time),
        memory_kib=result and result.memory_bytes // 1024,
    )
