"""What keeps a page harmless although it shows what strangers wrote."""

import secrets
from urllib.parse import urlsplit

from starlette.requests import Request

from judgebox.domain.errors import RequestError


class CrossSiteError(RequestError):
    """A form was sent by a page of another site."""

    def __init__(self) -> None:
        super().__init__("the form was sent from another site, so nothing was submitted", code="cross_site")


def new_nonce() -> str:
    """Make the word that tells our inline script and style from injected ones; one for each response."""
    return secrets.token_urlsafe(16)


def security_headers(nonce: str) -> dict[str, str]:
    """The headers of every page.

    Nothing may be loaded, run or framed but our own. Scripts need the nonce or are loaded by one
    that has it; the style nonce is for the editor, which writes its style sheet at run time.
    """
    policy = (
        "default-src 'none'",
        f"script-src 'nonce-{nonce}' 'strict-dynamic'",
        f"style-src 'self' 'nonce-{nonce}'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
    return {
        "Content-Security-Policy": "; ".join(policy),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "X-Frame-Options": "DENY",
    }


def refuse_cross_site(request: Request) -> None:
    """Refuse a form that another site's page sent in its reader's name.

    Browsers say where a request comes from and pages can't forge it; whoever says nothing is no
    browser, and has no reader whose name could be borrowed.

    Raises:
        CrossSiteError: the form is another site's.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site not in ("same-origin", "none"):
            raise CrossSiteError
        return
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        raise CrossSiteError
