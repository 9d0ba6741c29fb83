"""Talking with the API of a judgebox, here or elsewhere."""

from typing import Any

import httpx2

from judgebox.cli.status import UsageError
from judgebox.config import read_settings
from judgebox.domain.errors import PlatformError

ANSWER_WITHIN_S = 30.0

Answer = dict[str, Any]
"""A JSON object as the API's reference describes it."""


class Server:
    """The API under one address.

    Args:
        url: of the server; without it that of the settings.

    Raises:
        UsageError: it is no address of a server.
    """

    def __init__(self, url: str | None) -> None:
        self.url = (url or _url_of_settings()).rstrip("/")
        try:
            self._http = httpx2.Client(base_url=self.url, timeout=ANSWER_WITHIN_S)
        except (httpx2.InvalidURL, ValueError) as error:
            raise UsageError(f"{self.url} is no address of a server ({error})") from error

    def get(self, path: str, **parameters: int) -> Answer:
        """Read something; raises as `post`."""
        return self._ask("GET", path, params=parameters)

    def post(self, path: str, body: Answer | None = None) -> Answer:
        """Change something.

        Raises:
            UsageError: the server refuses what was asked; its reason.
            PlatformError: it can't be reached, or something of it is away.
        """
        return self._ask("POST", path, json=body)

    def _ask(self, method: str, path: str, **content: Any) -> Answer:
        try:
            answer = self._http.request(method, path, **content)
        except httpx2.UnsupportedProtocol as error:
            raise UsageError(f"{self.url} is no address of a server; it begins with http:// or https://") from error
        except httpx2.TransportError as error:
            why = str(error) or type(error).__name__
            raise PlatformError(
                f"no judgebox answers at {self.url} ({why}); --url (JUDGEBOX_URL) names another address"
            ) from error
        try:
            found = answer.json()
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise PlatformError(f"{self.url} is no judgebox: {method} {path} was answered with {answer.status_code}")
        if answer.is_error:
            refusal = str(found.get("detail", f"{method} {path} was answered with {answer.status_code}"))
            raise UsageError(refusal) if answer.is_client_error else PlatformError(refusal)
        return found


def _url_of_settings() -> str:
    settings = read_settings()
    if settings.url is not None:
        return settings.url
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host  # noqa: S104
    return f"http://[{host}]:{settings.port}" if ":" in host else f"http://{host}:{settings.port}"
