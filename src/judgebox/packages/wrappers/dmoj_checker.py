#!/usr/bin/python3
"""Call the function `check` of a Python checker written for DMOJ, and answer as a validator of ours.

`settings.json` beside it names the checker's file and the arguments that the package gives it. The arguments
after the three of every validator say what the case is worth, its position, and its batch.

Source: docs.dmoj.ca, "Custom Checkers".
"""

import importlib.util
import json
import sys
import types
from pathlib import Path
from typing import Any, NoReturn

ACCEPTED, WRONG = 42, 43


class CheckerResult:
    """What a checker may return instead of true or false."""

    def __init__(
        self, passed: bool, points: float, feedback: "str | None" = None, extended_feedback: "str | None" = None
    ) -> None:
        self.passed = passed
        self.points = points
        self.feedback = feedback
        self.extended_feedback = extended_feedback


class Result:
    """The flags that checkers may know a run's result by."""

    AC, WA, RTE, TLE, MLE, IR, SC, OLE, IE = 0, 1, 2, 4, 8, 16, 32, 64, 1 << 30

    def __init__(self) -> None:
        self.result_flag = self.AC
        self.feedback = ""
        self.extended_feedback = ""


def utf8text(value: Any, errors: str = "strict") -> Any:
    return value.decode("utf-8", errors) if isinstance(value, bytes) else value


def utf8bytes(value: Any) -> Any:
    return value.encode("utf-8") if isinstance(value, str) else value


def check_standard(process_output: bytes, judge_output: bytes, **_: Any) -> bool:
    """Compare the words of each line that has any."""

    def lines(output: bytes) -> "list[list[bytes]]":
        return [line.split() for line in output.split(b"\n") if line.split()]

    return lines(utf8bytes(process_output)) == lines(utf8bytes(judge_output))


def make_modules() -> None:
    """Offer what checkers import of the judge that they were written for."""
    result = {"CheckerResult": CheckerResult, "Result": Result}
    unicode = {"utf8text": utf8text, "utf8bytes": utf8bytes}
    error = {"InternalError": type("InternalError", (Exception,), {})}
    modules: dict[str, dict[str, Any]] = {
        "dmoj": {},
        "dmoj.result": result,
        "dmoj.error": error,
        "dmoj.utils": {},
        "dmoj.utils.unicode": unicode,
        "dmoj.checkers": {},
        "dmoj.checkers.standard": {"check": check_standard},
    }
    for name, content in modules.items():
        module = types.ModuleType(name)
        module.__dict__.update(content, __path__=[])
        sys.modules[name] = module
        parent, _, own = name.rpartition(".")
        if parent:
            setattr(sys.modules[parent], own, module)


def load(path: Path) -> Any:
    sys.path.insert(0, str(path.parent))
    spec = importlib.util.spec_from_file_location("problem_checker", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is no module")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.check


def main() -> NoReturn:
    settings = json.loads(Path("settings.json").read_text())
    feedback = Path(sys.argv[3])
    worth, position, batch = (
        (float(sys.argv[4]), int(sys.argv[5]), int(sys.argv[6])) if len(sys.argv) > 6 else (1, 0, 0)
    )
    make_modules()
    check = load(Path(settings["checker"]))
    point_value = int(worth) if worth == int(worth) else worth
    returned = check(
        sys.stdin.buffer.read(),
        Path(sys.argv[2]).read_bytes(),
        submission_source=b"",
        judge_input=Path(sys.argv[1]).read_bytes(),
        point_value=point_value,
        case_position=position,
        batch=batch,
        submission_language="",
        binary_data=bool(settings["binary_data"]),
        execution_time=0.0,
        problem_id=settings["problem"],
        result=Result(),
        **settings["arguments"],
    )
    if not isinstance(returned, CheckerResult):
        returned = CheckerResult(bool(returned), worth if returned else 0)
    message = "\n".join(filter(None, (utf8text(returned.feedback), utf8text(returned.extended_feedback))))
    if message:
        (feedback / "judgemessage.txt").write_text(message)
    share = 1.0 if returned.passed and not worth else returned.points / worth if worth else 0.0
    if 0 < share < 1:
        (feedback / "score_multiplier.txt").write_text(repr(share))
    sys.exit(ACCEPTED if share > 0 or (returned.passed and not worth) else WRONG)


if __name__ == "__main__":
    main()
