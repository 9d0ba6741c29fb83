"""Templates to responses."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from judgebox.domain.verdict import Verdict
from judgebox.web.assets import Assets
from judgebox.web.security import new_nonce, security_headers
from judgebox.web.text import duration, one_line, sentence, size, visible
from judgebox.web.words import REASONS, VERDICTS, reason_of_case, reason_of_result, reruns_of_case, words_of

TEMPLATES = Path(__file__).parent / "templates"


class Renderer:
    """Renders templates, each response with a nonce of its own."""

    def __init__(self, assets: Assets, *, version: str) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= {
            "visible": visible,
            "one_line": one_line,
            "sentence": sentence,
            "duration": duration,
            "size": size,
            "reason": reason_of_case,
            "reruns": reruns_of_case,
            "why": reason_of_result,
        }
        self._environment.globals |= {
            "assets": assets,
            "version": version,
            "words_of": words_of,
            "verdicts": VERDICTS,
            "reasons": REASONS,
            "Verdict": Verdict,
        }

    def page(
        self,
        request: Request,
        template: str,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        **values: Any,
    ) -> Response:
        """Render one page."""
        nonce = new_nonce()
        html = self._environment.get_template(template).render(nonce=nonce, path=request.url.path, **values)
        return HTMLResponse(
            html,
            status_code=status,
            headers={"Cache-Control": "no-cache", **security_headers(nonce), **(headers or {})},
        )
