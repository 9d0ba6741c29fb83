"""The pages: what each shows, and the one form that submits."""

import math
import re
from collections.abc import Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from judgebox.domain.errors import ClosedError, LaterError, NotFoundError, ProblemError, RequestError
from judgebox.domain.problem import Comparison, Problem, ProblemId
from judgebox.domain.submission import Scope, Submission, SubmissionId
from judgebox.domain.verdict import CaseResult
from judgebox.functions import DRIVERS, Signature, parse_signature
from judgebox.languages import Language
from judgebox.ports import SubmissionFilter
from judgebox.usecases.submit import SubmitRequest
from judgebox.web.dialogue import Line, read_dialogue
from judgebox.web.forms import FormTooLargeError, FormTypeError, read_submit_form
from judgebox.web.groups import plain_name, shown_groups
from judgebox.web.listing import DIFFICULTIES, Search, all_tags, difficulty_of, list_problems, tags_of
from judgebox.web.markdown import has_math, render_statement
from judgebox.web.rendering import Renderer
from judgebox.web.samples import read_samples
from judgebox.web.security import CrossSiteError, refuse_cross_site
from judgebox.web.services import PageServices
from judgebox.web.source import lines_of
from judgebox.web.text import Piece, duration, sentence, size, token_diff, without_escapes
from judgebox.web.values import read_values
from judgebox.web.words import VERDICTS, words_for_islands

ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What ids of problems and submissions look like; anything else is not even looked up."""

CONTROL = re.compile(r"[\x00-\x1f\x7f]")

PAGE_ROWS = 50
"""Rows of the list of submissions on one page."""

LISTED_FIRST = ("c", "cpp", "java", "javascript", "python")
"""The languages at the head of the list; the first is chosen where nobody has. The other common ones come next."""

OFTEN_USED, OTHERS, MISSING = "Often used", "Others", "Not installed here"
"""How the list of languages is divided."""


class Pages:
    """One method a page."""

    def __init__(self, services: PageServices, renderer: Renderer) -> None:
        self._services = services
        self._store = services.store
        self._renderer = renderer

    async def problems(self, request: Request) -> Response:
        query = request.query_params
        search = Search(text=query.get("q", ""), difficulty=query.get("difficulty", ""), tag=query.get("tag", ""))
        rows = list_problems(await self._store.problems())
        return self._renderer.page(
            request,
            "problems.html",
            rows=[row for row in rows if search.finds(row)],
            total=len(rows),
            tags=all_tags(rows),
            difficulties=DIFFICULTIES,
            search=search,
        )

    async def problem(self, request: Request) -> Response:
        problem = await self._problem(request)
        return await self._problem_page(request, problem, language=request.query_params.get("language"))

    async def submit(self, request: Request) -> Response:
        """Take in what the form holds; when that can't be, show the page again with all that was typed."""
        refuse_cross_site(request)
        problem = await self._problem(request)
        form = await read_submit_form(request, source_limit_bytes=self._services.source_limit_bytes)
        wanted = SubmitRequest(source=form.source, language=form.language, problem_id=problem.id, scope=form.scope)
        try:
            submission = await self._services.submitter.submit(wanted)
        except RequestError as error:
            status, headers = _refusal_of(error)
            page = await self._problem_page(
                request, problem, language=form.language, source=form.source, error=str(error), status=status
            )
            page.headers.update(headers)
            return page
        return RedirectResponse(f"/submissions/{submission.id}", status_code=303)

    async def sample(self, request: Request) -> Response:
        """One file of a sample, as a download."""
        problem = await self._problem(request)
        number, kind = request.path_params["number"], request.path_params["kind"]
        case = {str(place): case for place, case in enumerate(problem.samples, start=1)}.get(number)
        if kind not in ("in", "ans") or case is None:
            raise NotFoundError("there is no such sample", code="unknown_sample")
        content = await self._services.blobs.get(case.input if kind == "in" else case.answer)
        name = f"{problem.id}-{number}.{kind}"
        return PlainTextResponse(
            content,
            headers={"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"},
        )

    async def submissions(self, request: Request) -> Response:
        query = request.query_params
        which = SubmissionFilter(problem_id=_named(query.get("problem")), user_id=_named(query.get("user")))
        before = query.get("before")
        if before is not None and not ID.fullmatch(before):
            raise RequestError("before is no id of a submission", code="invalid_cursor", field="before")
        rows = await self._store.submissions(
            which, before=SubmissionId(before) if before else None, limit=PAGE_ROWS + 1
        )
        return self._renderer.page(
            request,
            "submissions.html",
            rows=rows[:PAGE_ROWS],
            older=rows[PAGE_ROWS - 1].id if len(rows) > PAGE_ROWS else None,
            is_first=before is None,
            names={problem.id: problem.name for problem in await self._store.problems()},
            languages=self._language_names(),
            which=which,
        )

    async def submission(self, request: Request) -> Response:
        submission_id = request.path_params["submission_id"]
        found = await self._store.submission(SubmissionId(submission_id)) if ID.fullmatch(submission_id) else None
        if found is None:
            raise NotFoundError("there is no such submission", code="unknown_submission")
        return await self._submission_page(request, found)

    async def _submission_page(self, request: Request, submission: Submission) -> Response:
        problem = await self._store.problem(ProblemId(submission.problem_id)) if submission.problem_id else None
        language = self._services.catalog.languages.get(submission.language)
        result = submission.result
        shown = _shown_case(submission)
        signature = _signature_of(problem) if problem else None
        answer, output = _compared(problem, shown)
        return self._renderer.page(
            request,
            "submission.html",
            submission=submission,
            problem=problem,
            language=language.name if language else submission.language,
            shown=shown,
            answer=answer,
            output=output,
            signature=signature,
            values=read_values(signature, shown.input or "", shown.answer, shown.output)
            if signature and shown
            else None,
            dialogue=_dialogue_in(submission, problem, shown),
            groups=[(plain_name(each.name), each) for each in result.groups if plain_name(each.name)] if result else [],
            compile_output=without_escapes(result.compile_output) if result else "",
            source=lines_of(submission.source),
            editor=language.editor if language else "text",
            words=words_for_islands(),
        )

    async def verdicts(self, request: Request) -> Response:
        return self._renderer.page(request, "verdicts.html", words=VERDICTS)

    async def no_page(self, request: Request) -> Response:
        raise NotFoundError("there is no such page", code="unknown_page")

    def error(self, request: Request, error: Exception) -> Response:
        """The page for what went wrong: what it is, and what its reader can do."""
        status, title, headers = _kind_of(error)
        text = str(error) if status < 500 else ""
        return self._renderer.page(
            request, "error.html", status=status, headers=headers, code=status, title=title, text=text
        )

    async def _problem(self, request: Request) -> Problem:
        problem_id = request.path_params["problem_id"]
        problem = await self._store.problem(ProblemId(problem_id)) if ID.fullmatch(problem_id) else None
        if problem is None:
            raise NotFoundError("there is no such problem", code="unknown_problem")
        return problem

    async def _problem_page(
        self,
        request: Request,
        problem: Problem,
        *,
        language: str | None,
        source: str | None = None,
        error: str = "",
        status: int = 200,
    ) -> Response:
        statement = render_statement(problem.statement)
        signature = _signature_of(problem)
        samples = await read_samples(problem, self._services.blobs, signature)
        languages = self._languages_for(problem, signature)
        chosen = self._chosen(language, languages)
        return self._renderer.page(
            request,
            "problem.html",
            status=status,
            problem=problem,
            difficulty=difficulty_of(problem),
            tags=tags_of(problem),
            statement=statement,
            has_math=has_math(statement),
            samples=samples,
            groups=shown_groups(problem),
            languages=_in_groups(languages),
            chosen=chosen,
            source=source if source is not None else (chosen["template"] if chosen else ""),
            error=error,
            workbench={
                "problem": problem.id,
                "language": chosen["id"] if chosen else None,
                "languages": languages,
                "samples": [
                    {"number": sample.number, "input": sample.input, "answer": sample.answer} for sample in samples
                ],
                "comparison": _rules_of(problem),
                "signature": signature and _shape_of(signature),
                "interactive": problem.interactor is not None,
                "sourceLimitBytes": min(
                    problem.limits.source_bytes or self._services.source_limit_bytes, self._services.source_limit_bytes
                ),
                "words": words_for_islands(),
                "typed": source,
                "error": sentence(error),
            },
        )

    def _languages_for(self, problem: Problem, signature: Signature | None) -> list[dict[str, Any]]:
        """The languages that the problem takes: those often used first, and at the end those that are missing here."""
        unavailable = self._services.unavailable
        return [
            {
                "id": key,
                "name": language.name,
                "editor": language.editor,
                "template": _starter_of(signature, key) or language.template,
                "missing": unavailable.get(key),
                "group": MISSING if key in unavailable else OFTEN_USED if language.is_common else OTHERS,
                "limits": _own_limits(problem, key, language),
            }
            for key, language in sorted(self._services.catalog, key=lambda item: _place_in_list(item, unavailable))
            if (problem.allowed_languages is None or key in problem.allowed_languages)
            and (language.is_common or key not in unavailable)
        ]

    def _chosen(self, name: str | None, languages: list[dict[str, Any]]) -> dict[str, Any] | None:
        """The language asked for if it can be judged here, else the first that can."""
        usable = [language for language in languages if language["missing"] is None]
        wanted = self._services.catalog.find(name) if name else None
        return next((language for language in usable if language["id"] == wanted), usable[0] if usable else None)

    def _language_names(self) -> Mapping[str, str]:
        return {key: language.name for key, language in self._services.catalog}


def _place_in_list(item: tuple[str, Language], unavailable: Mapping[str, str]) -> tuple[bool, bool, int, str]:
    language_id, language = item
    place = LISTED_FIRST.index(language_id) if language_id in LISTED_FIRST else len(LISTED_FIRST)
    return language_id in unavailable, not language.is_common, place, language.name.casefold()


def _in_groups(languages: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    return [(group, list(members)) for group, members in groupby(languages, key=itemgetter("group"))]


def _own_limits(problem: Problem, language_id: str, language: Language) -> str | None:
    """The limits of a language in words; None if they are those of the problem."""
    time_factor = problem.time_factors.get(language_id, language.time_factor)
    memory_factor = problem.memory_factors.get(language_id, language.memory_factor)
    if time_factor == 1 and memory_factor == 1:
        return None
    time_limit, memory_bytes = problem.limits.time_limit * time_factor, problem.limits.memory_bytes * memory_factor
    return f"{duration(time_limit)} CPU, {size(round(memory_bytes))}"


def _signature_of(problem: Problem) -> Signature | None:
    """What a function problem asks for; None where a whole program is."""
    try:
        return parse_signature(problem.signature) if problem.signature is not None else None
    except ProblemError:  # the author is told when the package is read; the page of one stored before need not fail
        return None


def _starter_of(signature: Signature | None, language_id: str) -> str | None:
    """What the editor starts with where a function is asked for; None where a whole program is."""
    driver = DRIVERS.get(language_id)
    return driver.starter(signature) if signature is not None and driver is not None else None


def _shape_of(signature: Signature) -> dict[str, Any]:
    """What the workbench has to know to show arguments by name."""
    function = signature.function
    return {
        "kind": signature.kind,
        "parameters": [{"name": each.name, "type": str(each.type)} for each in function.parameters],
    }


def _rules_of(problem: Problem) -> dict[str, Any] | None:
    """The rules by which outputs are compared; None if another checker judges, so that differences say little."""
    if problem.validators or problem.interactor or problem.preset:
        return None
    return {
        "caseSensitive": problem.comparison.case_sensitive,
        "absolute": problem.comparison.absolute_tolerance,
        "relative": problem.comparison.relative_tolerance,
    }


def _compared(problem: Problem | None, shown: CaseResult | None) -> tuple[list[Piece], list[Piece]]:
    """Answer and output of a case, with what differs marked where that tells why it is wrong."""
    answer, output = (shown and shown.answer) or "", (shown and shown.output) or ""
    if problem is not None and _rules_of(problem) is None:
        return [Piece(answer, False)], [Piece(output, False)]
    is_json = problem is not None and problem.signature is not None
    return token_diff(answer, output, problem.comparison if problem else Comparison(), is_json=is_json)


def _dialogue_in(submission: Submission, problem: Problem | None, shown: CaseResult | None) -> list[Line]:
    """What program and judge said to one another in a case; empty if they did not talk."""
    talked = problem is not None and problem.interactor is not None and submission.scope is not Scope.INPUT
    return read_dialogue(shown.output or "") if talked and shown is not None else []


def _shown_case(submission: Submission) -> CaseResult | None:
    """The case whose data is opened: the first failing one if it may be seen, or the run on an own input."""
    if submission.result is None:
        return None
    failing = submission.result.first_failing
    if failing is not None:
        return failing if failing.visible else None
    return next(iter(submission.result.cases), None) if submission.scope is Scope.INPUT else None


def _named(text: str | None) -> str | None:
    """A name to filter by; empty means any.

    Raises:
        RequestError: it has control characters, which no stored name has and databases refuse.
    """
    if text is not None and CONTROL.search(text):
        raise RequestError("a filter has control characters", code="invalid_text")
    return text or None


def _refusal_of(error: RequestError) -> tuple[int, dict[str, str]]:
    """Status and headers of the page on which a form comes back that was not taken in."""
    if isinstance(error, LaterError):
        status = 503 if isinstance(error, ClosedError) else 429
        return status, {"Retry-After": str(math.ceil(error.retry_after.total_seconds()))}
    return 422, {}


def _kind_of(error: Exception) -> tuple[int, str, dict[str, str]]:
    """Status, title and headers of the page for an error."""
    if isinstance(error, NotFoundError):
        return 404, "Not found", {}
    if isinstance(error, CrossSiteError):
        return 403, "Refused", {}
    if isinstance(error, FormTooLargeError):
        return 413, "Too large", {}
    if isinstance(error, FormTypeError):
        return 415, "Not a form", {}
    if isinstance(error, RequestError):
        return 400, "That did not work", {}
    return 503, "Back in a moment", {"Retry-After": "5"}
