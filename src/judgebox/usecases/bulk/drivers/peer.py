"""Let two programs in two boxes call each other's functions, of which one trusts the other with nothing.

How it works: the tests run in one box and the candidate in another, and a pipe each way is all that joins them. A
message is a line of JSON: a request (`q`), or the answer to the last one. While one side waits for an answer it serves
the other's requests, so that functions may be passed as arguments. Plain values go by value. All else stays where it
is: the other side gets a number, and a proxy that asks for what is done to it.

What holds at every moment: the candidate's side learns what the tests pass to it, and nothing else. So a proxy never
asks whether it equals a plain value, for this would tell the answer to the side that is asked; nor can arithmetic with
a plain value give another one. And of the tests' side it can call what was passed to it and use objects of the tests'
own classes, except for names that begin with an underscore: from a function's `__globals__` it would get everywhere.
"""

import builtins
import json
import operator
import os
import sys
import types
from collections.abc import Callable, Iterator
from typing import Any

from judgebox.usecases.bulk.drivers.loading import words_of
from judgebox.usecases.bulk.drivers.values import decode, encode

LINE_BYTES = 64 * 1024 * 1024
"""More in one message is taken for an end of the talk: whoever reads it holds it in memory."""

TESTS = "tests"
"""The module of the tests; objects of its classes are open to the other side."""

MUTABLE = (list, dict, set, bytearray)

ARITHMETIC = (
    "add",
    "sub",
    "mul",
    "matmul",
    "truediv",
    "floordiv",
    "mod",
    "pow",
    "and_",
    "or_",
    "xor",
    "lshift",
    "rshift",
)
COMPARISONS = ("eq", "ne", "lt", "le", "gt", "ge")
UNARY: dict[str, Callable[..., Any]] = {
    "len": len,
    "iter": iter,
    "next": next,
    "reversed": reversed,
    "bool": bool,
    "str": str,
    "repr": repr,
    "int": int,
    "float": float,
    "complex": complex,
    "index": operator.index,
    "neg": operator.neg,
    "pos": operator.pos,
    "abs": abs,
    "invert": operator.invert,
}
ITEMS = ("getitem", "setitem", "delitem")
OPERATIONS: dict[str, Callable[..., Any]] = {
    **UNARY,
    **{name: getattr(operator, name) for name in (*ARITHMETIC, *COMPARISONS, *ITEMS)},
    "isinstance": lambda kind, value: isinstance(value, kind),
    "enter": lambda value: type(value).__enter__(value),
    "exit": lambda value: type(value).__exit__(value, None, None, None),
}


class Gone(BaseException):
    """The other side has ended, or says what makes no sense. No test that expects an error may catch this one."""


class Unsupported(BaseException):
    """The tests do what can't be done to an object that is elsewhere."""


class Proxy:
    """Stands for an object of the other side."""

    def __init__(self, peer: "Peer", number: int) -> None:
        object.__setattr__(self, "_peer", peer)
        object.__setattr__(self, "_number", number)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return _peer_of(self).call(self, args, kwargs)

    def __getattr__(self, name: str) -> Any:
        return _peer_of(self).ask("get", self, name=name)

    def __setattr__(self, name: str, value: Any) -> None:
        _peer_of(self).ask("set", self, name=name, value=value)

    def __enter__(self) -> Any:
        return self._operate("enter")

    def __exit__(self, *_: Any) -> None:
        self._operate("exit")

    def __instancecheck__(self, value: Any) -> bool:
        return isinstance(value, Proxy) and bool(self._operate("isinstance", value))

    def __mro_entries__(self, _: Any) -> Any:
        raise Unsupported("the tests extend a class of the candidate, which is not possible here")

    def _operate(self, name: str, *args: Any) -> Any:
        return _peer_of(self).ask("op", self, name=name, args=list(args))

    __hash__ = object.__hash__


def _peer_of(proxy: Proxy) -> "Peer":
    peer: Peer = object.__getattribute__(proxy, "_peer")
    return peer


def _compared(name: str) -> Callable[[Proxy, Any], Any]:
    def compare(self: Proxy, value: Any) -> Any:
        if isinstance(value, Proxy):
            return self._operate(name, value)
        return {"eq": False, "ne": True}.get(name, NotImplemented)

    return compare


def _computed(name: str, *, is_reflected: bool) -> Callable[[Proxy, Any], Any]:
    def compute(self: Proxy, value: Any) -> Any:
        result = _peer_of(self).ask("op", self, name=name, args=[value], reflected=is_reflected)
        if isinstance(value, Proxy) or isinstance(result, Proxy):
            return result
        raise TypeError(f"unsupported operand types for {name}")

    return compute


def _forwarded(name: str) -> Callable[..., Any]:
    return lambda self, *args: self._operate(name, *args)


for _name in (*UNARY, *ITEMS):
    setattr(Proxy, f"__{_name}__", _forwarded(_name))
for _name in COMPARISONS:
    setattr(Proxy, f"__{_name}__", _compared(_name))
for _name in ARITHMETIC:
    setattr(Proxy, f"__{_name.rstrip('_')}__", _computed(_name, is_reflected=False))
    setattr(Proxy, f"__r{_name.rstrip('_')}__", _computed(_name, is_reflected=True))


class Peer:
    """One end of the talk.

    Attributes:
        is_broken: whether the talk has ended before it should.
        raised: the last error that came from the other side.
    """

    def __init__(self, incoming: int, outgoing: int, *, is_guarded: bool) -> None:
        self._incoming = os.fdopen(incoming, "rb")
        self._outgoing = outgoing
        self._is_guarded = is_guarded
        self._shown: list[Any] = []
        self._numbers: dict[int, int] = {}
        self._proxies: dict[int, Any] = {}
        self.is_broken = False
        self.raised: BaseException | None = None

    # --- Asking --------------------------------------------------------------------------------

    def ask(self, kind: str, of: Proxy, **content: Any) -> Any:
        """Ask for something to be done to an object of the other side, and return what comes of it."""
        self.send({"q": kind, "of": self.write(of), **{key: self.write(value) for key, value in content.items()}})
        return self._result(self._answer())

    def call(self, of: Proxy, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call a function of the other side; what it does to its arguments is done to ours as well."""
        self.send({"q": "call", "of": self.write(of), "args": self.write(list(args)), "kwargs": self.write(kwargs)})
        answer = self._answer()
        for index, changed in answer.get("changed", ()):
            _replace_content(args[index], self.read(changed))
        return self._result(answer)

    def _answer(self) -> dict[str, Any]:
        while True:
            message = self.receive()
            if message is None:
                raise self.broken("the candidate's program ended")
            if "q" not in message:
                return message
            self.serve(message)

    def _result(self, answer: dict[str, Any]) -> Any:
        if "error" not in answer:
            return self.read(answer.get("value"))
        kind = self.read(answer["error"])
        if not (isinstance(kind, type) and issubclass(kind, BaseException)):
            raise self.broken("an error is no error")
        self.raised = _made(kind, str(answer.get("message", "")))
        raise self.raised

    def broken(self, why: str) -> Gone:
        self.is_broken = True
        return Gone(why)

    # --- Serving -------------------------------------------------------------------------------

    def serve_all(self) -> None:
        """Serve requests until the other side ends."""
        while True:
            message = self.receive()
            if message is None:
                return
            self.serve(message)

    def serve(self, request: dict[str, Any]) -> None:
        changed: list[Any] = []
        try:
            value = self.write(self._do(request, changed))
            answer = {"value": value, "changed": changed}
        except Gone:
            raise
        except BaseException as error:
            answer = {"error": self.write(type(error)), "message": words_of(error), "changed": changed}
        self.send(answer)

    def _do(self, request: dict[str, Any], changed: list[Any]) -> Any:
        kind, of = request["q"], self.read(request["of"])
        if kind == "call":
            return self._call(of, self.read(request["args"]), self.read(request["kwargs"]), changed)
        if self._is_guarded and type(of).__module__ != TESTS:
            raise TypeError("only objects of the tests' own classes are open")
        name = str(request["name"])
        if kind == "op":
            operands = [of, *self.read(request["args"])]
            return OPERATIONS[name](*(reversed(operands) if request.get("reflected") else operands))
        if self._is_guarded and name.startswith("_"):
            raise AttributeError(name)
        return getattr(of, name) if kind == "get" else setattr(of, name, self.read(request["value"]))

    def _call(self, of: Any, args: list[Any], kwargs: dict[str, Any], changed: list[Any]) -> Any:
        before = {index: self.write(each) for index, each in enumerate(args) if isinstance(each, MUTABLE)}
        try:
            return of(*args, **kwargs)
        finally:
            for index, written in before.items():
                after = self.write(args[index])
                if after != written:
                    changed.append([index, after])

    # --- Values --------------------------------------------------------------------------------

    def write(self, value: Any) -> Any:
        return encode(value, self._show)

    def read(self, written: Any) -> Any:
        try:
            return decode(written, self._find)
        except (ValueError, TypeError, LookupError, ArithmeticError, RecursionError) as error:
            raise self.broken(f"a message makes no sense ({error})") from None

    def _show(self, value: Any) -> Any:
        if isinstance(value, Proxy):
            return {"m": object.__getattribute__(value, "_number")}
        if isinstance(value, types.ModuleType):
            return {"w": value.__name__}
        if isinstance(value, type) and _is_builtin(value):
            return {"x": value.__name__}
        number = self._numbers.setdefault(id(value), len(self._shown))
        if number == len(self._shown):
            self._shown.append(value)
        if isinstance(value, type) and issubclass(value, BaseException):
            return {"h": [number, value.__name__, _builtin_base(value)]}
        return {"h": [number]}

    def _find(self, written: dict[str, Any]) -> Any:
        ((key, content),) = written.items()
        if key == "m":
            return self._shown[content]
        if key == "x":
            return _builtin_class(content)
        if key == "w":
            return _module(content)
        if key != "h":
            raise ValueError("an unknown kind of value")
        number = content[0]
        if number not in self._proxies:
            is_error = len(content) > 1
            self._proxies[number] = (
                type(content[1], (_builtin_class(content[2]),), {}) if is_error else Proxy(self, number)
            )
        return self._proxies[number]

    # --- Messages ------------------------------------------------------------------------------

    def send(self, message: dict[str, Any]) -> None:
        line = json.dumps(message).encode() + b"\n"
        try:
            while line:
                line = line[os.write(self._outgoing, line) :]
        except OSError:
            raise self.broken("the candidate's program ended") from None

    def receive(self) -> dict[str, Any] | None:
        """Read a message; None where the other side has ended."""
        line = self._incoming.readline(LINE_BYTES)
        if not line.endswith(b"\n"):
            return None
        try:
            message = json.loads(line)
        except (ValueError, RecursionError):
            raise self.broken("a message is no JSON") from None
        if not isinstance(message, dict):
            raise self.broken("a message makes no sense")
        return message


def _is_builtin(kind: type) -> bool:
    return getattr(builtins, kind.__name__, None) is kind


def _builtin_class(name: str) -> Any:
    found = getattr(builtins, name)
    if not isinstance(found, type):
        raise TypeError(f"{name} is no class")
    return found


def _builtin_base(kind: type[BaseException]) -> str:
    return next(each.__name__ for each in kind.__mro__ if each.__module__ == "builtins")


def _module(name: str) -> Any:
    if name.partition(".")[0] not in sys.stdlib_module_names:
        raise ValueError(f"{name} is no module of the standard library")
    __import__(name)
    return sys.modules[name]


def _made(kind: type[BaseException], message: str) -> BaseException:
    try:
        return kind(message)
    except TypeError:  # it wants other arguments, as UnicodeDecodeError does
        return RuntimeError(f"{kind.__name__}: {message}")


def _replace_content(old: Any, new: Any) -> None:
    """Make one of our objects hold what the other side's copy of it holds."""
    if isinstance(old, (list, bytearray)) and isinstance(new, (list, bytearray)):
        old[:] = new
    elif isinstance(old, (dict, set)) and type(old) is type(new):
        old.clear()
        old.update(new)


def public_names(names: dict[str, Any]) -> Iterator[str]:
    """List the names of a module that others may use and that don't stand for something else already."""
    return (name for name in names if not name.startswith("__") and not hasattr(builtins, name))
