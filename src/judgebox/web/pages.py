"""The pages: what each shows, and the one form that submits."""

import math
import re
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from judgebox.domain.errors import ClosedError, LaterError, NotFoundError, ProblemError, RequestError
from judgebox.domain.problem import Comparison, Problem, ProblemId
from judgebox.domain.submission import Scope, Submission, SubmissionId
from judgebox.domain.verdict import CaseResult
from judgebox.functions import DRIVERS, parse_signature
from judgebox.languages import Language
from judgebox.ports import SubmissionFilter
from judgebox.usecases.submit import SubmitRequest
from judgebox.web.forms import FormTooLargeError, FormTypeError, read_submit_form
from judgebox.web.highlight import highlight_source
from judgebox.web.listing import DIFFICULTIES, Search, all_tags, difficulty_of, list_problems, tags_of
from judgebox.web.markdown import has_math, render_statement
from judgebox.web.rendering import Renderer
from judgebox.web.samples import read_samples
from judgebox.web.security import CrossSiteError, refuse_cross_site
from judgebox.web.services import PageServices
from judgebox.web.text import sentence, token_diff, without_escapes
from judgebox.web.words import VERDICTS, words_for_islands

ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What ids of problems and submissions look like; anything else is not even looked up."""

CONTROL = re.compile(r"[\x00-\x1f\x7f]")

PAGE_ROWS = 50
"""Rows of the list of submissions on one page."""

LISTED_FIRST = ("c", "cpp", "java", "javascript", "python")
"""The languages at the head of the list; the first is chosen where nobody has. The other common ones come next."""


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
        comparison = problem.comparison if problem else Comparison()
        answer, output = token_diff((shown and shown.answer) or "", (shown and shown.output) or "", comparison)
        return self._renderer.page(
            request,
            "submission.html",
            submission=submission,
            problem=problem,
            language=language.name if language else submission.language,
            shown=shown,
            answer=answer,
            output=output,
            compile_output=without_escapes(result.compile_output) if result else "",
            source=highlight_source(submission.source, language.editor if language else None),
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
        samples = await read_samples(problem, self._services.blobs)
        languages = self._languages_for(problem)
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
            languages=languages,
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
                "comparison": {
                    "caseSensitive": problem.comparison.case_sensitive,
                    "absolute": problem.comparison.absolute_tolerance,
                    "relative": problem.comparison.relative_tolerance,
                },
                "sourceLimitBytes": min(
                    problem.limits.source_bytes or self._services.source_limit_bytes, self._services.source_limit_bytes
                ),
                "words": words_for_islands(),
                "typed": source,
                "error": sentence(error),
            },
        )

    def _languages_for(self, problem: Problem) -> list[dict[str, Any]]:
        return [
            {
                "id": key,
                "name": language.name,
                "editor": language.editor,
                "template": _template_of(problem, key) or language.template,
                "missing": self._services.unavailable.get(key),
            }
            for key, language in sorted(self._services.catalog, key=_place_in_list)
            if (problem.languages is None or key in problem.languages)
            and (language.is_common or key not in self._services.unavailable)
        ]

    def _chosen(self, name: str | None, languages: list[dict[str, Any]]) -> dict[str, Any] | None:
        """The language asked for if it can be judged here, else the first that can."""
        usable = [language for language in languages if language["missing"] is None]
        wanted = self._services.catalog.find(name) if name else None
        return next((language for language in usable if language["id"] == wanted), usable[0] if usable else None)

    def _language_names(self) -> Mapping[str, str]:
        return {key: language.name for key, language in self._services.catalog}


def _place_in_list(item: tuple[str, Language]) -> tuple[int, bool]:
    language_id, language = item
    place = LISTED_FIRST.index(language_id) if language_id in LISTED_FIRST else len(LISTED_FIRST)
    return place, not language.is_common


def _template_of(problem: Problem, language_id: str) -> str | None:
    """What the editor starts with where a function is asked for; None where a whole program is."""
    driver = DRIVERS.get(language_id)
    if problem.signature is None or driver is None:
        return None
    try:
        return driver.starter(parse_signature(problem.signature))
    except ProblemError:  # the author is told when the package is read; the page of one stored before need not fail
        return None


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
