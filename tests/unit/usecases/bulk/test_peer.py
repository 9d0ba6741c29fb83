"""The talk of tests and candidate, both ends in this process: one serves in a thread."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from types import ModuleType
from typing import Any

import pytest

from judgebox.usecases.bulk.drivers.peer import TESTS, Gone, Peer, Proxy


@contextmanager
def talk(candidate: Any) -> Iterator[tuple[Peer, Any]]:
    """Give the tests' end, and what of the candidate it sees."""
    forth, back = os.pipe(), os.pipe()
    ours = Peer(back[0], forth[1], is_guarded=True)
    theirs = Peer(forth[0], back[1], is_guarded=False)
    server = Thread(target=_serve, args=(theirs, back[1]))
    server.start()
    try:
        yield ours, ours.read(theirs.write(candidate))
    finally:
        os.close(forth[1])
        server.join()


def _serve(peer: Peer, outgoing: int) -> None:
    try:
        peer.serve_all()
    except Gone:
        pass
    finally:
        os.close(outgoing)


class Same:
    """Says to be whatever one asks for."""

    def __eq__(self, other: object) -> bool:
        return True

    def __sub__(self, other: object) -> int:
        return 0

    def __lt__(self, other: object) -> bool:
        return True

    def __contains__(self, other: object) -> bool:
        return True

    def __iter__(self) -> Iterator[int]:
        return iter([1, 2])

    __hash__ = None  # type: ignore[assignment]


def test_a_function_is_called_with_values_and_gives_a_value() -> None:
    with talk(lambda *args, **kwargs: (args, kwargs)) as (_, function):
        assert function(1, "a", [None], key={2}) == ((1, "a", [None]), {"key": {2}})


def test_an_argument_that_is_changed_there_is_changed_here() -> None:
    numbers, names = [3, 1, 2], {"a": 1}

    def change(some: list[int], other: dict[str, int]) -> None:
        some.sort()
        other["b"] = 2

    with talk(change) as (_, function):
        function(numbers, names)

    assert (numbers, names) == ([1, 2, 3], {"a": 1, "b": 2})


def test_a_function_may_be_passed_and_is_called_here() -> None:
    with talk(lambda function, items: [function(item) for item in items]) as (_, apply):
        assert apply(lambda number: number + 1, [1, 2]) == [2, 3]


@pytest.mark.parametrize("error", [ValueError("no"), ZeroDivisionError("no"), SystemExit("no")])
def test_an_error_there_is_the_same_error_here(error: BaseException) -> None:
    def fail() -> None:
        raise error

    with talk(fail) as (peer, function), pytest.raises(type(error), match="no") as caught:
        function()

    assert peer.raised is caught.value


def test_an_error_of_a_class_of_its_own_can_be_caught_by_that_class() -> None:
    class OwnError(KeyError):
        pass

    def fail() -> None:
        raise OwnError("x")

    with talk([fail, OwnError]) as (_, (function, kind)), pytest.raises(kind):
        function()

    assert issubclass(kind, KeyError)


def test_objects_stay_there_and_are_used_from_here() -> None:
    class Stack:
        def __init__(self) -> None:
            self.items: list[int] = []

        def push(self, item: int) -> None:
            self.items.append(item)

        def __len__(self) -> int:
            return len(self.items)

        def __getitem__(self, index: int) -> int:
            return self.items[index]

    with talk(Stack) as (_, kind):
        stack = kind()
        stack.push(7)
        stack.items = [*stack.items, 8]

        assert isinstance(stack, kind)
        assert (len(stack), stack[0], list(stack), 8 in stack) == (2, 7, [7, 8], True)


def test_generators_are_read_as_far_as_one_reads() -> None:
    def count() -> Iterator[int]:
        number = 0
        while True:
            yield number
            number += 1

    with talk(count) as (_, function):
        numbers = function()

        assert [next(numbers) for _ in range(3)] == [0, 1, 2]


@pytest.mark.parametrize(
    "asked",
    [
        lambda it: it == 4,
        lambda it: (it != 4) is False,
        lambda it: [it] == [4],
        lambda it: abs(it - 4) < 1,
        lambda it: it < 4,
        lambda it: sorted([it, 4])[0] is it,
        lambda it: 4 in it,
    ],
)
def test_no_object_gets_away_with_saying_that_it_is_right(asked: Callable[[Any], bool]) -> None:
    with talk(Same) as (_, kind):
        it = kind()
        try:
            is_fooled = asked(it)
        except TypeError:
            is_fooled = False

    assert not is_fooled


def an_object_of_the_tests() -> Any:
    module = ModuleType(TESTS)
    exec("class Node:\n    def __init__(self):\n        self.value = 5\n        self._secret = 6\n", module.__dict__)
    return module.__dict__["Node"]()


def test_objects_of_the_tests_own_classes_are_open_there() -> None:
    with talk(lambda node: node.value + 1) as (_, function):
        assert function(an_object_of_the_tests()) == 6


@pytest.mark.parametrize(
    "reach",
    [
        lambda function, node: function.__globals__,
        lambda function, node: function.__code__,
        lambda function, node: node._secret,
        lambda function, node: node._peer.ask("get", node, name="__init__"),
        lambda function, node: function._peer.ask("get", function, name="__globals__"),
    ],
)
def test_nothing_else_of_the_tests_can_be_reached_from_there(reach: Callable[[Any, Any], Any]) -> None:
    with talk(reach) as (_, function), pytest.raises((AttributeError, TypeError)):
        function(lambda: None, an_object_of_the_tests())


def test_a_module_that_is_not_of_the_standard_library_is_not_loaded_here() -> None:
    with talk(None) as (peer, _), pytest.raises(Gone):
        peer.read({"w": "judgebox"})


@pytest.mark.parametrize("line", [b"no json\n", b"[]\n", b'{"error": {"x": "int"}}\n', b'{"value": {"zz": 1}}\n', b"{"])
def test_an_answer_that_makes_no_sense_ends_the_talk(line: bytes) -> None:
    forth, back = os.pipe(), os.pipe()
    peer = Peer(back[0], forth[1], is_guarded=True)
    os.write(back[1], line)
    os.close(back[1])

    with pytest.raises(Gone):
        Proxy(peer, 0)()

    assert peer.is_broken
    for fd in (forth[0], forth[1]):
        os.close(fd)
