"""The form by which a browser without scripts submits."""

from dataclasses import dataclass
from urllib.parse import parse_qs

from starlette.requests import Request

from judgebox.domain.errors import RequestError
from judgebox.domain.submission import Scope

CONTENT_TYPE = "application/x-www-form-urlencoded"

OVERHEAD_BYTES = 4096
"""What a form may hold beside the source: the names of its fields, the language, the scope."""


class FormTooLargeError(RequestError):
    """A form has more bytes than any source that could be accepted needs."""


class FormTypeError(RequestError):
    """A body is not a form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitForm:
    """What was typed and chosen; nothing of it is checked yet."""

    language: str
    source: str
    scope: Scope


async def read_submit_form(request: Request, *, source_limit_bytes: int) -> SubmitForm:
    """Read a submitted form; line ends become "\\n", as they were typed.

    Raises:
        FormTypeError: it is no form.
        FormTooLargeError: it is longer than a source of the limit can make it.
        RequestError: it is not UTF-8, or its scope is unknown.
    """
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != CONTENT_TYPE:
        raise FormTypeError(f"a form is sent as {CONTENT_TYPE}", code="unsupported_media_type")
    body = await _body(request, limit_bytes=3 * source_limit_bytes + OVERHEAD_BYTES)
    try:
        fields = parse_qs(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=20)
    except UnicodeDecodeError as error:
        raise RequestError("source is not valid UTF-8 text", code="invalid_text", field="source") from error
    except ValueError as error:
        raise RequestError("the form has too many fields, the limit is 20", code="invalid_form") from error
    first = {name: values[0] for name, values in fields.items()}
    scope = first.get("scope", Scope.ALL.value)
    if scope not in (Scope.ALL, Scope.SAMPLES):
        raise RequestError("scope is neither all nor samples", code="invalid_scope", field="scope")
    return SubmitForm(
        language=first.get("language", ""),
        source=first.get("source", "").replace("\r\n", "\n"),
        scope=Scope(scope),
    )


async def _body(request: Request, *, limit_bytes: int) -> bytes:
    """Read the body, but never more of it than the limit.

    A percent-encoded byte takes three characters, so the limit is three times that of the source.
    """
    parts: list[bytes] = []
    length_bytes = 0
    async for part in request.stream():
        length_bytes += len(part)
        if length_bytes > limit_bytes:
            raise FormTooLargeError(
                f"the form has more than {limit_bytes} bytes", code="source_too_large", field="source"
            )
        parts.append(part)
    return b"".join(parts)
