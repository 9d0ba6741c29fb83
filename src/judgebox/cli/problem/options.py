"""The commands for problem setters, their arguments and their help; as in `app.py`, only the signatures are here."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]
PackagePath = Annotated[
    Path, typer.Argument(metavar="PACKAGE", help="A folder or archive in any format: ICPC, Polygon, DMOJ, Hydro.")
]
PackagePaths = Annotated[list[Path], typer.Argument(metavar="PACKAGE...", help="Folders or archives of packages.")]


class WrittenFormat(StrEnum):
    """The formats that packages are written in."""

    MODERN = "2025-09"
    LEGACY = "legacy"


problem = typer.Typer(help="Make, convert and examine problem packages.", no_args_is_help=True, rich_markup_mode=None)


@problem.command("import")
def import_(
    package: PackagePath,
    into: Annotated[Path, typer.Option(metavar="DIR", help="Where its folder is made.")] = Path(),
    name: Annotated[str | None, typer.Option(help="The id of the new package; else that of the old one.")] = None,
    json: Json = False,
) -> None:
    """Turn a package of any format into one of ours, and say what was not understood."""
    from judgebox.cli.problem import convert as command

    raise typer.Exit(command.import_package(package, into=into, name=name, as_json=json))


@problem.command()
def export(
    package: PackagePath,
    out: Annotated[Path, typer.Option(metavar="PATH", help="A new folder, or an archive: NAME.zip or NAME.kpp.")],
    format: Annotated[WrittenFormat, typer.Option(help="Of what is written.")] = WrittenFormat.MODERN,
    json: Json = False,
) -> None:
    """Write a package in a format that other judges read, and say what they won't see."""
    from judgebox.cli.problem import convert as command

    raise typer.Exit(command.export_package(package, out=out, kind=format.value, as_json=json))


@problem.command()
def new(
    name: Annotated[str, typer.Argument(help="The id: letters, digits and dashes, such as largest-gap.")],
    into: Annotated[Path, typer.Option(metavar="DIR", help="Where its folder is made.")] = Path(),
    function: Annotated[bool, typer.Option("--function", help="Make one in which a function is written.")] = False,
) -> None:
    """Begin a problem: a small package that is complete and that `judgebox verify` accepts as it is."""
    from judgebox.cli.problem import begin as command

    raise typer.Exit(command.make_package(name, into=into, is_function=function))


@problem.command()
def lint(
    packages: PackagePaths,
    strict: Annotated[bool, typer.Option("--strict", help="Let warnings count like errors.")] = False,
    json: Json = False,
) -> None:
    """Find what is wrong or odd with packages: file, line and what to do. Runs none of their programs."""
    from judgebox.cli.problem import examine as command

    raise typer.Exit(command.lint_packages(packages, is_strict=strict, as_json=json))


@problem.command()
def stats(package: PackagePath, json: Json = False) -> None:
    """Show what a package holds: cases and their sizes, test groups, limits, submissions."""
    from judgebox.cli.problem import examine as command

    raise typer.Exit(command.show_stats(package, as_json=json))
