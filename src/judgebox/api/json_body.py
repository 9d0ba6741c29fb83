"""Reading a request's JSON: what can't be read is refused with where and why."""

from collections.abc import Callable, Coroutine
from email.message import Message
from typing import Any

import msgspec
from fastapi import Request, Response
from fastapi.routing import APIRoute

from judgebox.api.errors import Refusal


class JsonRequest(Request):
    """A request whose body must be JSON in UTF-8 and say so.

    The media type is not merely pedantry: a page of another site can make a browser post a form
    or text anywhere, but JSON only to those who allow it.
    """

    async def body(self) -> bytes:
        if not is_json(self.headers.get("content-type", "")):
            raise Refusal(
                415, "unsupported_media_type", "the body must be JSON: send it with Content-Type: application/json"
            )
        return await super().body()

    async def json(self) -> Any:
        return parse_json(await self.body())


class JsonRoute(APIRoute):
    """A route that reads its body, if it has one, as `JsonRequest` does."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handle_json(request: Request) -> Response:
            return await handle(JsonRequest(request.scope, request.receive))

        return handle_json


def is_json(content_type: str) -> bool:
    """Whether a Content-Type names JSON: application/json, or a type that ends in +json."""
    message = Message()
    message["content-type"] = content_type
    subtype = message.get_content_subtype()
    return message.get_content_maintype() == "application" and (subtype == "json" or subtype.endswith("+json"))


def parse_json(body: bytes) -> Any:
    """Turn JSON into values.

    Raises:
        Refusal: 400, it is not UTF-8, not JSON (NaN and lone surrogates are not), or too deep.
    """
    try:
        body.decode()
        return msgspec.json.decode(body)
    except UnicodeDecodeError as error:
        raise Refusal(400, "invalid_utf8", f"the body is not valid UTF-8 at byte {error.start + 1}") from error
    except msgspec.DecodeError as error:
        raise Refusal(400, "invalid_json", str(error)) from error
    except RecursionError as error:
        raise Refusal(400, "invalid_json", "the JSON is nested too deeply") from error
