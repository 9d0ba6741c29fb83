"""The load: a client that sends like a good one, and keeps a record of what it was told.

How it works: a request that breaks off, or is answered 429 or 5xx, is sent again, to the other server, after a
pause or when `Retry-After` says so; with its idempotency key, so that it is stored once however often it is sent.
The classic interface knows no keys: there a request counts as accepted only if it was answered 202, and what broke
off may have been stored or not. What is pushed to the classic list is Redis' to keep until it is taken in, so while
Redis is going to lose its memory nothing is pushed, and before it does the list must have been taken in.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from random import Random
from uuid import uuid4

import anyio
import anyio.to_thread
import httpx2
import msgspec
from redis.exceptions import RedisError

from judgebox.cli.chaos.fleet import Fleet
from judgebox.cli.chaos.ledger import Channel, Sent
from judgebox.cli.chaos.programs import PROBLEM, Program, a_program

BATCH = 8
SENDERS = 4
UNFINISHED = 24
"""So many submissions are on their way at any time: enough that something is judged during every fault."""

ANSWER_WITHIN_S = 15.0
GIVE_UP_AFTER_S = 180.0
PAUSE_S = 0.3
LONGEST_PAUSE_S = 5.0

CHANNELS = {Channel.SINGLE: 5, Channel.BATCH: 2, Channel.CLASSIC: 2, Channel.LIST: 1}


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a server answers: to one submission its id, to a batch those of all."""

    id: str | None = None
    submissions: list["Answer"] = []


class Load:
    """Sends until there were enough, and further until nobody needs it any more.

    Attributes:
        sent: what was sent so far.
        list_gate: held by whoever pushes to the list, and by whoever makes Redis forget.
    """

    def __init__(self, fleet: Fleet, *, submissions: int, random: Random) -> None:
        self.sent: list[Sent] = []
        self.list_gate = anyio.Lock()
        self._fleet = fleet
        self._wanted = submissions
        self._random = random
        self._numbers = 0
        self._turn = 0

    async def run(self, unfinished: Callable[[], int], is_over: Callable[[], bool]) -> None:
        """Send all, and more for as long as it is not over.

        Args:
            unfinished: how many are on their way.
            is_over: whether enough is enough once all that were wanted are sent.
        """
        limits = httpx2.Limits(max_connections=2 * SENDERS)
        async with httpx2.AsyncClient(timeout=ANSWER_WITHIN_S, limits=limits) as client:
            async with anyio.create_task_group() as tasks:
                for _ in range(SENDERS):
                    tasks.start_soon(self._send_on, client, unfinished, is_over)

    async def _send_on(
        self, client: httpx2.AsyncClient, unfinished: Callable[[], int], is_over: Callable[[], bool]
    ) -> None:
        while self._numbers < self._wanted or not is_over():
            if unfinished() > UNFINISHED:
                await anyio.sleep(0.1)
                continue
            channels = list(CHANNELS)
            [channel] = self._random.choices(channels, [CHANNELS[each] for each in channels])
            await self._send(client, channel)

    async def _send(self, client: httpx2.AsyncClient, channel: Channel) -> None:
        match channel:
            case Channel.SINGLE:
                await self._send_single(client)
            case Channel.BATCH:
                await self._send_batch(client)
            case Channel.CLASSIC:
                await self._send_classic(client)
            case Channel.LIST:
                await self._push()

    def _next(self) -> tuple[str, Program]:
        """A user of its own for each, so that what came of it can be found whatever was answered."""
        self._numbers += 1
        return f"chaos-{self._numbers}", a_program(self._random, self._numbers)

    # --- The ways in ---------------------------------------------------------------------------

    async def _send_single(self, client: httpx2.AsyncClient) -> None:
        user, program = self._next()
        answer = await self._post(client, "/api/v1/submissions", _body(user, program))
        submission_id = answer.id if answer else None
        self._note(user, program, Channel.SINGLE, submission_id)

    async def _send_batch(self, client: httpx2.AsyncClient) -> None:
        new = [self._next() for _ in range(BATCH)]
        body = {"submissions": [_body(user, program) for user, program in new]}
        answer = await self._post(client, "/api/v1/submissions/batch", body)
        ids = [each.id for each in answer.submissions] if answer else [None] * BATCH
        for (user, program), submission_id in zip(new, ids, strict=True):
            self._note(user, program, Channel.BATCH, submission_id)

    async def _send_classic(self, client: httpx2.AsyncClient) -> None:
        user, program = self._next()
        submission_id = None
        with suppress(httpx2.TransportError):
            response = await client.post(f"{self._server()}/submit", json=_classic(user, program))
            if response.status_code == 202:
                submission_id = response.json()["submissionId"]
        if submission_id is None:
            await anyio.sleep(PAUSE_S)
        self._note(user, program, Channel.CLASSIC, submission_id)

    async def _push(self) -> None:
        user, program = self._next()
        async with self.list_gate:
            try:
                await anyio.to_thread.run_sync(self._lpush, json.dumps(_classic(user, program)))
                is_accepted = True
            except RedisError:
                is_accepted = False
        self.sent.append(Sent(user=user, channel=Channel.LIST, verdict=program.verdict, is_accepted=is_accepted))

    def _lpush(self, entry: str) -> None:
        with self._fleet.redis.client() as client:
            client.lpush("problems", entry)

    def _note(self, user: str, program: Program, channel: Channel, submission_id: str | None) -> None:
        self.sent.append(
            Sent(
                user=user,
                channel=channel,
                verdict=program.verdict,
                submission_id=submission_id,
                is_accepted=submission_id is not None,
            )
        )

    # --- Requests ------------------------------------------------------------------------------

    def _server(self) -> str:
        self._turn += 1
        return self._fleet.urls[self._turn % len(self._fleet.urls)]

    async def _post(self, client: httpx2.AsyncClient, path: str, body: object) -> "Answer | None":
        """Send until it is answered for good; None if it was refused, or not answered for long."""
        key = uuid4().hex
        pause = PAUSE_S
        with anyio.move_on_after(GIVE_UP_AFTER_S):
            while True:
                wait = pause
                try:
                    response = await client.post(f"{self._server()}{path}", json=body, headers={"Idempotency-Key": key})
                    if response.status_code == 201:
                        return msgspec.json.decode(response.content, type=Answer)
                    if response.status_code != 429 and response.status_code < 500:
                        return None
                    wait = min(float(response.headers.get("Retry-After", pause)), LONGEST_PAUSE_S)
                except httpx2.TransportError:
                    pass
                await anyio.sleep(wait)
                pause = min(2 * pause, LONGEST_PAUSE_S)
        return None


def _body(user: str, program: Program) -> dict[str, str]:
    return {"problem": PROBLEM, "language": program.language, "source": program.source, "user_id": user}


def _classic(user: str, program: Program) -> dict[str, str]:
    return {"problemId": PROBLEM, "language": program.language, "code": program.source, "userId": user}
