"""Routes of the pages."""

from collections.abc import Awaitable, Callable, Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, Route
from starlette.types import Scope

from judgebox.domain.errors import JudgeError
from judgebox.web.assets import Assets, read_assets
from judgebox.web.pages import Pages
from judgebox.web.rendering import Renderer
from judgebox.web.services import PageServices

Endpoint = Callable[[Request], Awaitable[Response]]

API_PREFIX = "/api/"


class UnknownPageRoute(Route):
    """Any other address that a person opens in a browser; programs get the API's own answer."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD") or scope["path"].startswith(API_PREFIX):
            return Match.NONE, {}
        accept = next((value for name, value in scope["headers"] if name == b"accept"), b"")
        return super().matches(scope) if b"text/html" in accept else (Match.NONE, {})


def create_pages(services: PageServices, *, assets: Assets | None = None) -> Sequence[BaseRoute]:
    """Make the routes of all pages; they go behind the API's, since the last one takes what is left.

    Raises:
        AssetsError: the browser's files were not built.
    """
    files = assets or read_assets()
    pages = Pages(services, Renderer(files, version=services.version))

    def guarded(endpoint: Endpoint) -> Endpoint:
        async def answer(request: Request) -> Response:
            try:
                return await endpoint(request)
            except JudgeError as error:
                return pages.error(request, error)

        return answer

    async def static(request: Request) -> Response:
        return files.respond(request)

    return [
        Route("/", guarded(pages.problems)),
        Route("/problems/{problem_id}", guarded(pages.problem)),
        Route("/problems/{problem_id}/submit", guarded(pages.submit), methods=["POST"]),
        Route("/problems/{problem_id}/samples/{number}.{kind}", guarded(pages.sample)),
        Route("/submissions", guarded(pages.submissions)),
        Route("/submissions/{submission_id}", guarded(pages.submission)),
        Route("/help/verdicts", guarded(pages.verdicts)),
        Route("/static/{name}", static),
        UnknownPageRoute("/{path:path}", guarded(pages.no_page)),
    ]
