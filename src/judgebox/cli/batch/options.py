"""The arguments and the help of `judgebox batch`; as in `app.py`, only the signatures are here."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

batch = typer.Typer(help="Judge many programs, each with its tests.", no_args_is_help=True, rich_markup_mode=None)


class Codes(StrEnum):
    """Whose codes results have beside our own words."""

    VERL = "verl"
    LCB = "lcb"
    EVALPLUS = "evalplus"
    OPEN_R1 = "open_r1"


class Detail(StrEnum):
    """How much results say of each test."""

    SUMMARY = "summary"
    PER_TEST = "per_test"
    FULL = "full"


@batch.callback()
def about() -> None:
    """Judge many programs, each with its tests."""


@batch.command()
def run(
    file: Annotated[Path, typer.Argument(metavar="FILE.jsonl", help="A line of JSON for each program; may be .gz.")],
    out: Annotated[
        Path | None, typer.Option(help="Where results go, a line of JSON each; else FILE.results.jsonl.")
    ] = None,
    tests: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="Lines that say more of tasks, joined by task_id; may be repeated."),
    ] = None,
    language: Annotated[str, typer.Option("--language", "-l", help="Of lines that name none.")] = "python",
    entry: Annotated[str | None, typer.Option(help="stdin, function(NAME) or asserts; else as the tests look.")] = None,
    comparator: Annotated[
        str,
        typer.Option(
            help="exact, trim, tokens, float(ABS,REL), set, json; or of verl, lcb, open_r1, evalplus, verifiers."
        ),
    ] = "trim",
    extract: Annotated[
        str, typer.Option(help="Code of a completion: fenced_last, fenced_first, or none for all of it.")
    ] = "none",
    stop: Annotated[
        str | None, typer.Option(help="never, first_failure, group or group(N); else where the score is known.")
    ] = None,
    scoring: Annotated[str, typer.Option(help="pass_fail, fraction, weighted_sum or subtask_min.")] = "pass_fail",
    tests_sample: Annotated[
        int | None, typer.Option(metavar="N", help="So many of the tests, the same for all lines of a task.", min=1)
    ] = None,
    prelude: Annotated[
        str | None, typer.Option(help="Text above each program; lcb for the imports of LiveCodeBench.")
    ] = None,
    time_limit: Annotated[float, typer.Option(metavar="S", help="Seconds of CPU time.", min=0.01, max=3600)] = 10,
    memory_limit: Annotated[int, typer.Option(metavar="MIB", help="Memory in MiB.", min=1, max=1 << 20)] = 1024,
    codes: Annotated[Codes | None, typer.Option(help="Give results in codes of verl, lcb, ... as well.")] = None,
    detail: Annotated[Detail, typer.Option(help="What results say of each test; full: with its output.")] = (
        Detail.PER_TEST
    ),
    slots: Annotated[
        int | None, typer.Option("--slots", help="Programs at once; JUDGEBOX_SLOTS, else one a CPU.", min=1, max=1024)
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Judge all anew and forget former results.")] = False,
    allow_weak_isolation: Annotated[
        bool,
        typer.Option(
            "--allow-weak-isolation",
            help="Where this host allows no boxes, run programs all the same, held less: for your own ones only.",
        ),
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")] = False,
) -> None:
    """Judge the programs of a file; run it again and it goes on where it was. Exit status 0 if all are accepted."""
    from judgebox.cli.batch import command
    from judgebox.cli.batch.reader import Defaults
    from judgebox.cli.batch.results import Detail as Details
    from judgebox.usecases.bulk import CodeMap

    all_tests = codes not in (None, Codes.LCB)  # these lists have something to say of each test
    options = command.BatchOptions(
        out=out,
        tests=tuple(tests or ()),
        defaults=Defaults(
            language=language,
            entry=entry,
            comparator=comparator,
            extract=extract,
            stop=stop or ("never" if all_tests else None),
            scoring=scoring,
            prelude=prelude,
            tests_sample=tests_sample,
            time_limit=time_limit,
            memory_mib=memory_limit,
        ),
        codes=None if codes is None else CodeMap(codes),
        detail=Details(detail),
        slots=slots,
        fresh=fresh,
        allow_weak=allow_weak_isolation,
    )
    raise typer.Exit(command.run_batch(file, options, as_json=json))
