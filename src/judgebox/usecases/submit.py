"""Submit: check what was sent, store it, wake a worker. Accepted means committed."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from judgebox.domain.errors import NotFoundError, QueueError, RequestError
from judgebox.domain.events import EventKind, event_of
from judgebox.domain.problem import Problem, ProblemId
from judgebox.domain.submission import Band, Scope, Submission, check_text, submission_id_of
from judgebox.languages import Catalog
from judgebox.ports import Clock, Dispatcher, Events, Once, Store
from judgebox.usecases.admit import Admission
from judgebox.usecases.offer import offer_of

log = structlog.get_logger()

OFFERED_AT_ONCE = 200
"""More than these of one request find no room in the queue anyway."""

NAME_LIMIT_BYTES = 512
"""Of a problem's or user's name: 128 characters of any script."""

LONGEST_DELAY = timedelta(days=31)
"""What is to be judged later counts as unfinished until then."""

CONTROL = re.compile(r"[\x00-\x1f\x7f]")
"""What no name may hold: names end up in logs, queue keys and on terminals."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitRequest:
    """What someone wants judged; nothing of it is checked yet."""

    source: str
    language: str
    problem_id: str | None = None
    user_id: str | None = None
    scope: Scope = Scope.ALL
    input: str | None = None
    band: Band = Band.PRACTICE
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitter:
    """Takes submissions in.

    Attributes:
        unavailable: language id to the package that is missing on this installation; a language
            may be unavailable here and still be judged by workers elsewhere, so this is empty
            where the workers are other machines.
        random: returns so many random bytes.
        admission: refuses what would be too much; without it everything is taken in.
    """

    store: Store
    dispatcher: Dispatcher
    events: Events
    clock: Clock
    catalog: Catalog
    unavailable: Mapping[str, str]
    source_limit_bytes: int
    input_limit_bytes: int
    random: Callable[[int], bytes]
    admission: Admission | None = None

    async def submit(self, request: SubmitRequest, *, once: Once | None = None) -> Submission:
        """Take one submission in; raises as `submit_many`."""
        return (await self.submit_many([request], once=once))[0]

    async def submit_many(self, requests: Sequence[SubmitRequest], *, once: Once | None = None) -> Sequence[Submission]:
        """Take submissions in, all or none.

        Raises:
            NotFoundError: a problem is unknown.
            RequestError: a language, source or input can't be accepted.
            ConflictError: the key of `once` came before with other content.
            TooManyError, ClosedError: not now.
            StoreError: nothing was stored. A queue that is away is no error: what is stored is
                offered as soon as it is back.
        """
        submissions = await self.check_all(requests)
        if self.admission is not None:
            await self.admission.admit(submissions, once=once)
        stored = await self.store.add_submissions(submissions, once=once)
        if stored[0].id == submissions[0].id:  # else they came before
            await self.wake_workers(stored)
        return stored

    async def check_all(self, requests: Sequence[SubmitRequest]) -> Sequence[Submission]:
        """Make submissions of requests, as they will be stored.

        Raises:
            NotFoundError, RequestError: the first that can't be accepted, with its `index`.
        """
        problems: dict[str, Problem | None] = {}
        submissions = []
        for index, request in enumerate(requests):
            try:
                submissions.append(await self._checked(request, problems))
            except RequestError as error:
                error.index = index
                raise
        return submissions

    async def _checked(self, request: SubmitRequest, problems: dict[str, Problem | None]) -> Submission:
        check_text(request.source, field="source", limit_bytes=self.source_limit_bytes)
        if request.input is not None:
            check_text(request.input, field="input", limit_bytes=self.input_limit_bytes, may_be_empty=True)
        for field in ("problem_id", "user_id"):
            value = getattr(request, field)
            if value is not None:
                check_text(value, field=field, limit_bytes=NAME_LIMIT_BYTES)
                if CONTROL.search(value):
                    raise RequestError(f"{field} has control characters", code="invalid_text", field=field)
        language = self._language(request.language)
        if request.scope is not Scope.INPUT:
            await self._check_problem(request, language, problems)
        now = self.clock.now()
        if request.not_before is not None and request.not_before > now + LONGEST_DELAY:
            sentence = f"not_before is more than {LONGEST_DELAY.days} days ahead"
            raise RequestError(sentence, code="not_before_too_late", field="not_before")
        return Submission(
            id=submission_id_of(now, self.random(10)),
            language=language,
            source=request.source,
            created_at=now,
            problem_id=request.problem_id,
            user_id=request.user_id,
            scope=request.scope,
            input=request.input if request.scope is Scope.INPUT else None,
            band=request.band,
            not_before=request.not_before if request.not_before is not None and request.not_before > now else None,
        )

    def _language(self, name: str) -> str:
        language = self.catalog.find(name)
        if language is None:
            known = ", ".join(key for key, _ in self.catalog)
            raise RequestError(
                f"language {name[:64]!r} is unknown; known are {known}", code="unknown_language", field="language"
            )
        if language in self.unavailable:
            raise RequestError(
                f"language {language} is not available here; the package {self.unavailable[language]} would help",
                code="language_unavailable",
                field="language",
            )
        return language

    async def _check_problem(
        self, request: SubmitRequest, language: str, problems: dict[str, Problem | None]
    ) -> Problem:
        """Check it against its problem; each is read once for all that are sent together."""
        if request.problem_id is None:
            raise RequestError("problem is missing", code="missing_problem", field="problem_id")
        if request.problem_id not in problems:
            problems[request.problem_id] = await self.store.problem(ProblemId(request.problem_id))
        problem = problems[request.problem_id]
        if problem is None:
            raise NotFoundError(
                f"problem {request.problem_id[:64]!r} is unknown", code="unknown_problem", field="problem_id"
            )
        if problem.allowed_languages is not None and language not in problem.allowed_languages:
            allowed = ", ".join(problem.allowed_languages)
            raise RequestError(
                f"problem {problem.id} does not take {language}; it takes {allowed}",
                code="language_not_allowed",
                field="language",
            )
        limit = problem.limits.source_bytes
        if limit is not None:
            check_text(request.source, field="source", limit_bytes=limit)
        return problem

    async def wake_workers(self, submissions: Sequence[Submission]) -> None:
        """Tell and offer what is stored; what does not get through here, the reconciler does."""
        due = [each for each in submissions if each.not_before is None][:OFFERED_AT_ONCE]
        try:
            for submission in due:
                await self.events.publish(event_of(submission, EventKind.QUEUED, attempt=0))
            await self.dispatcher.offer([offer_of(each) for each in due])
        except QueueError as error:
            log.warning("offer_failed", count=len(due), error=str(error))
