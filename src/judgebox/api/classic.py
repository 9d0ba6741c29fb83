"""The classic interface: POST /submit, GET /result/{id}, WebSocket /ws.

It is kept to the letter for clients written after tutorials. How `/ws` works: the first message is
the user's id, as plain text or as `{"userId": ...}`; from then on the server tells each event of
that user's submissions as JSON, and whatever else the client says is not read. The socket is closed
by us with a reason when no good id comes, when live updates are away, and when the client does not
take what it is told: nothing is kept for it, its results are in the store.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

import anyio
from fastapi import APIRouter, Path, Response, WebSocket, WebSocketDisconnect
from pydantic import TypeAdapter, ValidationError
from starlette.types import Message

from judgebox.api import examples
from judgebox.api.answer import answer
from judgebox.api.classic_schemas import (
    ClassicAccepted,
    ClassicEvent,
    ClassicId,
    ClassicResult,
    ClassicResync,
    ClassicSubmit,
    classic_accepted,
    classic_event,
    classic_result,
)
from judgebox.api.errors import Refusal
from judgebox.api.json_body import JsonRoute, parse_json
from judgebox.api.openapi import answers, body_example, errors
from judgebox.api.services import Given, Services
from judgebox.api.v1.submissions import SUBMISSION_ID
from judgebox.domain.errors import NotFoundError, QueueError, RequestError
from judgebox.domain.events import Position, parse_position
from judgebox.domain.submission import Submission, SubmissionId
from judgebox.ports import Resync
from judgebox.usecases.classic import submit_classic

router = APIRouter(tags=["classic"], route_class=JsonRoute)

ResultId = Annotated[str, Path(alias="id", max_length=128, examples=[examples.SUBMISSION_ID])]
USER_ID: TypeAdapter[str] = TypeAdapter(ClassicId)

FIRST_MESSAGE_WITHIN = timedelta(seconds=10)
WRITE_WITHIN = timedelta(seconds=10)
FIRST_MESSAGE_CHARACTERS = 16 * 1024
FOLLOWED = 100
"""How many submissions one client resumes at once."""
MISSED = 1000
"""How many events of each are told again at most; whoever missed more reads the submission."""

REFUSED = 1008
TRY_AGAIN_LATER = 1013
"""Close codes of RFC 6455 and the IANA registry: "policy violation" and "try again later"."""


@router.post(
    "/submit",
    status_code=202,
    response_model=ClassicAccepted,
    responses={
        **answers(202, ClassicAccepted, examples.CLASSIC_ACCEPTED, "It is stored and will be judged."),
        **errors(400, 413, 415, 429),
    },
    openapi_extra=body_example(examples.CLASSIC_SUBMIT),
)
async def submit(services: Given, body: ClassicSubmit) -> Response:
    """Send a program.

    A known problem is judged; with an unknown `problemId` the program is run once on `input`, and
    its output is the result.
    """
    submission = await submit_classic(
        services.submitter,
        problem_id=body.problem_id,
        source=body.code,
        language=body.language,
        user_id=body.user_id,
        input=body.input,
    )
    return answer(classic_accepted(submission, body.problem_id), status=202)


@router.get(
    "/result/{id:path}",
    response_model=ClassicResult,
    responses={**answers(200, ClassicResult, examples.CLASSIC_RESULT, "The result so far."), **errors(404)},
)
async def result(services: Given, result_id: ResultId) -> Response:
    """Read a result: by the submission's id, or by a `problemId` for its newest submission."""
    submission = await find_submission(services, result_id)
    if submission is None:
        raise NotFoundError(f"there is no submission and no problem {result_id[:64]}", code="unknown_submission")
    return answer(classic_result(submission))


async def find_submission(services: Services, text: str) -> Submission | None:
    if SUBMISSION_ID.fullmatch(text):
        found = await services.store.submission(SubmissionId(text))
        if found is not None:
            return found
    return None if "\0" in text else await services.store.newest_submission(text)


@router.websocket("/ws")
async def live_updates(websocket: WebSocket, services: Given) -> None:
    """Tell a user's events."""
    await websocket.accept()
    try:
        await tell_events(websocket, services, await first_message(websocket))
    except WebSocketDisconnect:
        pass
    except Refusal as refusal:
        await close(websocket, REFUSED, refusal.detail)


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeting:
    """The first message: who listens, and what they heard last of submissions that they follow."""

    user_id: str
    after: Mapping[SubmissionId, Position]


async def first_message(websocket: WebSocket) -> Greeting:
    """Wait for the message that names the user.

    Raises:
        Refusal: it does not come in time, or is no id.
    """
    with anyio.move_on_after(FIRST_MESSAGE_WITHIN.total_seconds()):
        return parse_greeting(message_text(await websocket.receive()))
    detail = f"no user id came within {FIRST_MESSAGE_WITHIN.total_seconds():g} seconds"
    raise Refusal(408, "invalid_request", detail)


def message_text(message: Message) -> str:
    """Take the text of a message, which some clients send as binary.

    Raises:
        WebSocketDisconnect: it is the end of the connection.
    """
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1005))
    text = message.get("text")
    return text if text is not None else (message.get("bytes") or b"").decode(errors="replace")


def parse_greeting(text: str) -> Greeting:
    """Read the first message: an id as it is, or a JSON object with it as `userId`.

    The object may have `after`: the last position heard of each submission that is followed, by its id.

    Raises:
        Refusal: there is no id in it, or one that is empty, too long or has control characters.
    """
    if len(text) > FIRST_MESSAGE_CHARACTERS:
        raise Refusal(422, "invalid_request", f"the user id is longer than {FIRST_MESSAGE_CHARACTERS} characters")
    given: object = text.strip()
    after: object = None
    if text.lstrip().startswith("{"):
        with suppress(Refusal):  # an id may begin like JSON and be none
            content = parse_json(text.encode(errors="replace"))
            given, after = content.get("userId"), content.get("after")
    try:
        return Greeting(user_id=USER_ID.validate_python(given), after=_positions(after))
    except ValidationError as error:
        detail = f"the first message must be the user's id: {error.errors()[0]['msg']}"
        raise Refusal(422, "invalid_request", detail) from error


def _positions(given: object) -> Mapping[SubmissionId, Position]:
    """Read positions; what is none is left out, as if that submission were not followed."""
    found: dict[SubmissionId, Position] = {}
    for key, text in list(given.items())[:FOLLOWED] if isinstance(given, dict) else ():
        with suppress(RequestError):
            if SUBMISSION_ID.fullmatch(str(key)):
                found[SubmissionId(str(key))] = parse_position(str(text))
    return found


async def tell_events(websocket: WebSocket, services: Services, greeting: Greeting) -> None:
    """Tell a user's events until the client goes, is too slow, or the channel is away.

    First what was missed of the submissions that are followed, then what happens; nothing twice.
    """
    newest = dict(greeting.after)

    async def send(message: ClassicEvent | ClassicResync) -> None:
        with anyio.fail_after(WRITE_WITHIN.total_seconds()):
            await websocket.send_text(message.model_dump_json(by_alias=True))

    async def tell_missed() -> None:
        for submission_id, position in greeting.after.items():
            for event in await services.events.history(submission_id, after=position, limit=MISSED):
                if event.user_id == greeting.user_id:
                    await send(classic_event(event))
                    newest[submission_id] = event.position

    async def end_with_client() -> None:
        while (await websocket.receive())["type"] != "websocket.disconnect":
            pass
        tasks.cancel_scope.cancel()

    async def tell() -> None:
        try:
            async with services.events.listen_to_user(greeting.user_id) as heard:
                await tell_missed()
                async for each in heard:
                    if isinstance(each, Resync):
                        await send(ClassicResync(reason=each.reason))
                        continue
                    known = newest.get(each.submission_id)
                    if known is None or each.position > known:
                        await send(classic_event(each))
            await close(websocket, TRY_AGAIN_LATER, "live updates ended, connect again")
        except QueueError:
            await close(websocket, TRY_AGAIN_LATER, "live updates are away, try again")
        except TimeoutError:
            await close(websocket, TRY_AGAIN_LATER, "events were not taken in time, connect again")
        except WebSocketDisconnect:
            pass
        tasks.cancel_scope.cancel()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(end_with_client, name="read the socket to its end")
        tasks.start_soon(tell, name="tell the events")


async def close(websocket: WebSocket, code: int, reason: str) -> None:
    """Close with a reason (at most 123 bytes, RFC 6455), without waiting for a client that is gone."""
    with anyio.move_on_after(WRITE_WITHIN.total_seconds()), suppress(WebSocketDisconnect, RuntimeError):
        await websocket.close(code, reason.encode()[:123].decode(errors="ignore"))
