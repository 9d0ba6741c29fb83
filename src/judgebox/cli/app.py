"""The commands, their arguments and their help.

Only the signatures are here. Each body loads its module when it is called, so that `judgebox --help`
and shell completion, which need all signatures, load nothing but Typer: docs/decisions/ has the record.
"""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from judgebox import __version__
from judgebox.cli import operation
from judgebox.cli.batch import options as batch
from judgebox.cli.problem import options as problem
from judgebox.cli.status import OutputClosedError


class Commands(TyperGroup):
    """All commands. Typer makes a closed output exit status 1, which here is that of a verdict."""

    def invoke(self, ctx: Any) -> Any:
        try:
            try:
                return super().invoke(ctx)
            finally:
                sys.stdout.flush()  # here, where it can still be told
        except BrokenPipeError as error:
            raise OutputClosedError from error


app = typer.Typer(
    cls=Commands,
    help="Judges programs: submit source code, watch the verdict arrive.",
    epilog="Exit status: 0 fine (verdict AC), 1 any other verdict, 2 bad usage, 3 judgebox itself failed.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help: rich takes as long to load as the rest together
    context_settings={"help_option_names": ["-h", "--help"]},
)
db = typer.Typer(help="Look after the database.", no_args_is_help=True, rich_markup_mode=None)
bench = typer.Typer(help="Measure this installation.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(db, name="db")
app.add_typer(bench, name="bench")
app.add_typer(batch.batch, name="batch")
app.add_typer(problem.problem, name="problem")
app.add_typer(operation.queue, name="queue")
app.add_typer(operation.rejudge, name="rejudge")
app.command()(operation.workers)


@dataclass
class Invocation:
    """What the options before the command say; made by main, filled by the callback."""

    debug: bool = False


Json = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]
LanguageName = Annotated[
    str | None, typer.Option("--language", "-l", help="Language of the source; guessed from the file's name.")
]
Host = Annotated[str | None, typer.Option(help="Address to listen on; JUDGEBOX_HOST, else 127.0.0.1.")]
Port = Annotated[int | None, typer.Option(help="Port to listen on; JUDGEBOX_PORT, else 3000.", min=0, max=65535)]
Public = Annotated[
    bool, typer.Option("--allow-public", help="Listen on an address that others reach, without accounts.")
]
Weak = Annotated[
    bool,
    typer.Option(
        "--allow-weak-isolation",
        help="Where this host allows no boxes, run programs all the same, held less: for your own ones only.",
    ),
]
SlotCount = Annotated[
    int | None, typer.Option("--slots", help="Runs at once; JUDGEBOX_SLOTS, else one a CPU.", min=1, max=1024)
]


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"judgebox {__version__}")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    debug: Annotated[bool, typer.Option("--debug", help="Show where an error came from.")] = False,
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    if isinstance(context.obj, Invocation):
        context.obj.debug = debug


@app.command()
def up(
    host: Host = None,
    port: Port = None,
    allow_public: Public = False,
    slots: SlotCount = None,
    allow_weak_isolation: Weak = False,
) -> None:
    """Serve pages and API and judge, all on this machine. Needs nothing else."""
    from judgebox.cli import server

    server.up(
        host=host,
        port=port,
        allow_public=allow_public or None,
        slots=slots,
        allow_weak_isolation=allow_weak_isolation or None,
    )


@app.command()
def serve(host: Host = None, port: Port = None, allow_public: Public = False) -> None:
    """Serve pages and API; `judgebox worker` judges, here or on other machines."""
    from judgebox.cli import server

    server.serve(host=host, port=port, allow_public=allow_public or None)


@app.command()
def worker(slots: SlotCount = None, allow_weak_isolation: Weak = False) -> None:
    """Judge what the servers take in. Any number of workers share the work."""
    from judgebox.cli import server

    server.worker(slots=slots, allow_weak_isolation=allow_weak_isolation or None)


@db.command()
def upgrade() -> None:
    """Make the database, or bring its tables up to date."""
    from judgebox.cli import server

    server.upgrade_database()


@app.command()
def judge(
    source: Annotated[Path, typer.Argument(help="The program's source file.")],
    problem: Annotated[Path, typer.Option(help="The folder of the problem package.")],
    language: LanguageName = None,
    allow_weak_isolation: Weak = False,
    json: Json = False,
) -> None:
    """Judge a source file on all cases of a problem package."""
    from judgebox.cli import judge as command

    status = command.judge_file(
        source, problem=problem, language=language, as_json=json, allow_weak=allow_weak_isolation
    )
    raise typer.Exit(status)


@app.command()
def run(
    source: Annotated[Path, typer.Argument(help="The program's source file.")],
    stdin: Annotated[Path | None, typer.Option(help="File to give as input, - for our own; else it is empty.")] = None,
    time_limit: Annotated[float, typer.Option(metavar="S", help="Seconds of CPU time.", min=0.01, max=3600)] = 10,
    memory_limit: Annotated[int, typer.Option(metavar="MIB", help="Memory in MiB.", min=1, max=1 << 20)] = 512,
    output_limit: Annotated[int, typer.Option(metavar="MIB", help="Output in MiB.", min=1, max=1024)] = 8,
    processes: Annotated[
        int | None, typer.Option(metavar="N", help="Processes and threads; else what the language needs.", min=1)
    ] = None,
    language: LanguageName = None,
    allow_weak_isolation: Weak = False,
    json: Json = False,
) -> None:
    """Run a source file once in the sandbox; its output comes out here."""
    from judgebox.cli import run as command

    limits = command.RunLimits(
        time_limit_s=time_limit, memory_mib=memory_limit, output_mib=output_limit, processes=processes
    )
    status = command.run_file(
        source, stdin=stdin, limits=limits, language=language, as_json=json, allow_weak=allow_weak_isolation
    )
    raise typer.Exit(status)


@app.command()
def verify(
    packages: Annotated[
        list[Path], typer.Argument(metavar="PACKAGE...", help="Folders or archives of problem packages.")
    ],
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Judge all anew; else only what changed since it was verified last.")
    ] = False,
    allow_weak_isolation: Weak = False,
    json: Json = False,
) -> None:
    """Judge every graded submission of problem packages, compare with its promise, and examine the packages."""
    from judgebox.cli.verify import command

    raise typer.Exit(command.verify_packages(packages, as_json=json, allow_weak=allow_weak_isolation, fresh=fresh))


@app.command()
def languages(
    everything: Annotated[
        bool, typer.Option("--all", help="Also those that are not installed, with the package that brings them.")
    ] = False,
    prove: Annotated[bool, typer.Option("--prove", help="Compile and run a sample of each.")] = False,
    json: Json = False,
) -> None:
    """Show the languages that this machine can judge."""
    from judgebox.cli import languages as command

    raise typer.Exit(command.show_languages(as_json=json, everything=everything, prove=prove))


@app.command()
def doctor(
    quick: Annotated[
        bool, typer.Option("--quick", help="Leave out what is measured, which takes some seconds.")
    ] = False,
    json: Json = False,
) -> None:
    """Find out, by doing, whether this machine can judge; name the remedy for what is missing."""
    from judgebox.cli import doctor as command

    raise typer.Exit(command.examine(as_json=json, quick=quick))


@app.command()
def chaos(
    submissions: Annotated[int, typer.Option(help="Submissions to send, at least.", min=1, max=1_000_000)] = 300,
    faults: Annotated[int, typer.Option(help="Faults to do meanwhile.", min=0, max=100_000)] = 16,
    seed: Annotated[int, typer.Option(help="What decides on order and targets.")] = 1,
    workers: Annotated[int, typer.Option(help="Workers, each on a machine of its own.", min=2, max=20)] = 3,
    slots: Annotated[int, typer.Option(help="Runs at once in each.", min=1, max=64)] = 2,
    only: Annotated[
        list[str] | None, typer.Option(metavar="KIND", help="A kind of fault; may be repeated. Else all.")
    ] = None,
    keep: Annotated[
        Path | None, typer.Option(metavar="DIRECTORY", help="Where the logs are put; else only if it fails.")
    ] = None,
    json: Json = False,
) -> None:
    """Kill, cut and wipe everything under load; exit status 0 only if nothing was lost, doubled or wrong."""
    from judgebox.cli.chaos import command

    status = command.run_chaos(
        submissions=submissions,
        faults=faults,
        seed=seed,
        workers=workers,
        slots=slots,
        only=only or [],
        keep=keep,
        as_json=json,
    )
    raise typer.Exit(status)


@bench.command()
def latency(
    count: Annotated[int, typer.Option(help="Submissions, one after the other.", min=1)] = 50,
    json: Json = False,
) -> None:
    """Time from POST to the final event, of a Python problem with 10 cases, beside the bare cost."""
    from judgebox.cli.bench import latency as command

    command.measure_latency(count=count, as_json=json)


@bench.command()
def throughput(
    count: Annotated[int, typer.Option(help="Submissions, all at once.", min=1, max=1000)] = 200,
    json: Json = False,
) -> None:
    """Submissions a second with all slots busy, beside bare runs a second."""
    from judgebox.cli.bench import throughput as command

    command.measure_throughput(count=count, as_json=json)


@bench.command()
def sandbox(
    rounds: Annotated[int, typer.Option(help="Turns that each subject gets.", min=1, max=10_000)] = 60,
    runs: Annotated[int, typer.Option(help="Runs of the check for leaks.", min=1, max=10_000_000)] = 10_000,
    only: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PART", help="A part: run, box, pool, python, compile or leaks; may be repeated. Else all."
        ),
    ] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown tables.")] = False,
    json: Json = False,
) -> None:
    """Cost of runs and boxes, beside a bare process and other sandboxes; and whether anything leaks."""
    from judgebox.cli.bench.sandbox import command
    from judgebox.cli.bench.tables import form_of

    command.measure_sandbox(rounds=rounds, runs=runs, only=only or [], form=form_of(json, markdown))


@bench.command()
def queue(
    jobs: Annotated[int, typer.Option(help="Jobs that do nothing.", min=1, max=1_000_000)] = 2000,
    backlog: Annotated[int, typer.Option(help="Submissions that wait at most.", min=2000, max=100_000_000)] = 1_000_000,
    database_url: Annotated[
        str | None,
        typer.Option(metavar="URL", help="An empty database for the benchmark alone, which it fills; else SQLite."),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(metavar="PART", help="A part: intake, latency, jobs or backlog; may be repeated. Else all."),
    ] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown tables.")] = False,
    json: Json = False,
) -> None:
    """Cost of taking in and spreading work, beside a plain list; and whether it grows with the backlog."""
    from judgebox.cli.bench.queue import command
    from judgebox.cli.bench.tables import form_of

    command.measure_queue(
        jobs=jobs, backlog=backlog, database_url=database_url, only=only or [], form=form_of(json, markdown)
    )


@bench.command()
def judging(
    rounds: Annotated[int, typer.Option(help="Judgings of each program.", min=1, max=1000)] = 5,
    only: Annotated[
        list[str] | None,
        typer.Option(metavar="PART", help="A part: cpp, python, checker or memory; may be repeated. Else all."),
    ] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown tables.")] = False,
    json: Json = False,
) -> None:
    """Cost of judging a hundred cases beside the bare runs, of the checker, and of much data in memory."""
    from judgebox.cli.bench.judging import command
    from judgebox.cli.bench.tables import form_of

    command.measure_judging(rounds=rounds, only=only or [], form=form_of(json, markdown))
