"""What problem.yaml may say, in each format."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from judgebox.domain.errors import ProblemError
from judgebox.domain.problem import Comparison, Problem, TimeRule
from judgebox.packages import read_package

MakePackage = Callable[..., Path]
HEAD = "problem_format_version: 2025-09\nname: Sum\nuuid: 8ee7605a-1495-86d0-2ae9-c8292ee4d602\n"

WRONG_IN_THE_STRICT_FORMAT = {
    "an unknown key": ("athor: Ada\n", 4, "'athor' is unknown"),
    "an unknown limit": ("limits:\n  time_limit: 1\n  memroy: 3\n", 6, "'memroy' is unknown"),
    "a key that stands twice": ("license: cc0\nlicense: cc0\n", 5, "stands here twice"),
    "a time limit that is no number": ("limits:\n  time_limit: fast\n", 5, "time_limit is to be a number"),
    "a time limit of zero": ("limits:\n  time_limit: 0\n", 5, "above 0"),
    "a time limit that is not a number at all": ("limits:\n  time_limit: .nan\n", 5, "time_limit"),
    "an endless time limit": ("limits:\n  time_limit: 1e999\n", 5, "time_limit"),
    "memory in fractions": ("limits:\n  memory: 1.5\n", 5, "whole number"),
    "limits that are no map": ("limits: 3\n", 4, "limits is to be a map"),
    "an unknown type": ("type: puzzle\n", 4, "'puzzle' is unknown"),
    "types that exclude one another": ("type: [scoring, pass-fail]\n", 4, "pass-fail and scoring"),
    "a type that is a map": ("type: {a: b}\n", 4, "type is to be a text"),
    "an unknown license": ("license: mine\n", 4, "license 'mine' is unknown"),
    "a person without a name": ("credits:\n  authors:\n    - email: a@b.example\n", 6, "is to have a name"),
    "a flag that is none": ("allow_file_writing: maybe\n", 4, "true or false"),
    "a wrong name of a constant": ("constants:\n  1x: 3\n", 5, "constant"),
    "no languages": ("languages: []\n", 4, "at least one language"),
    "a control character": ('source: "a\\0b"\n', 4, "control character"),
    "half a character": ('source: "a\\ud800b"\n', 4, "control character"),
    "what is no YAML": ("limits: [\n", 5, "is no YAML"),
    "a tab for indentation": ("limits:\n\ttime_limit: 1\n", 5, "is no YAML"),
}


def problem_of(package: Path) -> Problem:
    return read_package(package).problem


@pytest.mark.parametrize(
    ("added", "line", "message"), WRONG_IN_THE_STRICT_FORMAT.values(), ids=WRONG_IN_THE_STRICT_FORMAT.keys()
)
def test_what_is_wrong_is_told_with_file_and_line(
    make_package: MakePackage, added: str, line: int, message: str
) -> None:
    package = make_package({"problem.yaml": HEAD + added})

    with pytest.raises(ProblemError, match=message) as refused:
        read_package(package)
    assert (refused.value.path, refused.value.line) == ("problem.yaml", line)


@pytest.mark.parametrize("key", ["name", "uuid"])
def test_a_name_and_a_uuid_that_the_strict_format_wants_are_missed(make_package: MakePackage, key: str) -> None:
    lines = [line for line in HEAD.splitlines(keepends=True) if not line.startswith(key)]

    warnings = read_package(make_package({"problem.yaml": "".join(lines)})).warnings

    assert f"problem.yaml: the key {key} is missing, which the format wants" in warnings


@pytest.mark.parametrize(
    ("validation", "is_interactive", "passes"),
    [("custom interactive", True, 1), ("custom multi-pass", False, 2), ("custom", False, 1)],
)
def test_early_drafts_say_with_keys_of_legacy_how_outputs_are_validated(
    make_package: MakePackage, validation: str, is_interactive: bool, passes: int
) -> None:
    head = f"problem_format_version: 2023-07-draft\nname: Sum\nauthor: Ada and Alan\nvalidation: {validation}\n"

    problem = problem_of(make_package({"problem.yaml": head, "output_validators/v.py": "x"}))

    assert (problem.interactor is not None, problem.passes) == (is_interactive, passes)
    assert problem.author == "Ada, Alan"


def test_drafts_may_say_odd_things_with_a_warning(make_package: MakePackage) -> None:
    head = "problem_format_version: 2023-07-draft\nname: {en: Sum, zh_cn: Sum}\ntype: [pass-fail, scoring]\n"

    read = read_package(make_package({"problem.yaml": head, ".timelimit": "1"}))

    assert (read.problem.names, read.problem.scores) == ({"en": "Sum"}, True)
    assert read.warnings == (
        "problem.yaml:3: a problem can't be pass-fail and scoring, and is taken as scoring",
        "problem.yaml:2: 'zh_cn' is no language code such as en or pt-BR",
    )


def test_everything_that_the_strict_format_allows_is_read(make_package: MakePackage) -> None:
    package = make_package(
        {
            "problem.yaml": HEAD.replace("name: Sum", "name: {en: Sum, pt-BR: Soma}")
            + """\
type: pass-fail
version: "2"
credits:
  authors: [Ada Lovelace <ada@mail.example>, {name: Alan Turing, orcid: 0000-0001}]
  testers: Grace Hopper
  translators: {pt-BR: [Edsger]}
source: [{name: First contest, url: "https://contest.example"}, Second contest]
license: cc by-sa
rights_owner: Ada
embargo_until: 2026-01-01
keywords: [math, easy]
languages: [python3, cpp]
allow_file_writing: false
limits:
  time_limit: 0.5
  time_multipliers: {ac_to_time_limit: 2, time_limit_to_tle: 1.5}
  time_resolution: 0.1
  memory: 64
  output: 4
  code: 32
  compilation_time: 30
  compilation_memory: 512
  validation_passes: 2
""",
            "statement/problem.pt-BR.md": "Soma.\n",
        }
    )

    read = read_package(package)
    problem = read.problem

    assert read.warnings == ()
    assert problem.names == {"en": "Sum", "pt-BR": "Soma"}
    assert problem.statements == {"en": "Add $a$ and $b$.\n", "pt-BR": "Soma.\n"}
    assert problem.author == "Ada Lovelace, Alan Turing"
    assert problem.source == "First contest, Second contest"
    assert (problem.license, problem.keywords, problem.languages) == ("cc by-sa", ("math", "easy"), ("python", "cpp"))
    assert problem.limits.time_limit == timedelta(seconds=0.5)
    assert problem.limits.memory_bytes == 64 * 1024**2
    assert problem.limits.output_bytes == 4 * 1024**2
    assert problem.limits.source_bytes == 32 * 1024
    assert problem.limits.compile_time == timedelta(seconds=30)
    assert problem.limits.compile_memory_bytes == 512 * 1024**2
    assert problem.unsupported == ()


@pytest.mark.parametrize("version", ["2023-07-draft", "2025-09-draft", "draft"])
def test_what_a_draft_does_not_know_is_a_warning(make_package: MakePackage, version: str) -> None:
    package = make_package({"problem.yaml": f"problem_format_version: {version}\nname: Sum\nathor: Ada\n"})

    assert any("problem.yaml:3: the key 'athor' is unknown" in warning for warning in read_package(package).warnings)


def test_an_unknown_format_is_refused(make_package: MakePackage) -> None:
    with pytest.raises(ProblemError, match=r"problem\.yaml:1: problem_format_version '2031-01' is unknown"):
        read_package(make_package({"problem.yaml": "problem_format_version: 2031-01\n"}))


@pytest.mark.parametrize("head", ["", "problem_format_version: legacy\n", "problem_format_version: legacy-icpc\n"])
def test_legacy_ignores_what_it_does_not_know(make_package: MakePackage, head: str) -> None:
    package = make_package(
        {
            "problem.yaml": head
            + """\
name: Sum
author: Ada and Alan
source: A contest
source_url:
license: mit
keywords: math easy
validation: default
validator_flags: case_sensitive float_tolerance 1e-6
color: '#ff0000'
limits:
  time_multiplier: 5
  memory: 128
"""
        }
    )

    problem = problem_of(package)

    assert problem.names == {"en": "Sum"}
    assert (problem.author, problem.source, problem.license) == ("Ada, Alan", "A contest", "mit")
    assert problem.keywords == ("math", "easy")
    assert problem.limits.memory_bytes == 128 * 1024**2
    assert problem.comparison == Comparison(case_sensitive=True, absolute_tolerance=1e-6, relative_tolerance=1e-6)


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        ("float_tolerance 1e-6 float_absolute_tolerance 1e-6", "can't be given along with"),
        ("float_tolerance 1e-6 float_tolerance 1e-6", "given twice"),
        ("float_tolerance", "followed by a number"),
        ("float_tolerance tiny", "followed by a number"),
        ("float_tolerance -1", "followed by a number"),
        ("float_tolerance nan", "followed by a number"),
        ("float_tolerance 1e999", "too large"),
        ("sloppy", "no argument 'sloppy'"),
    ],
)
def test_wrong_arguments_of_the_default_validator_are_refused(
    make_package: MakePackage, flags: str, message: str
) -> None:
    with pytest.raises(ProblemError, match=message) as refused:
        read_package(make_package({"problem.yaml": f"name: Sum\nvalidator_flags: {flags}\n"}))
    assert refused.value.line == 2


VALIDATOR = {"output_validator/check.py": "x"}


@pytest.mark.parametrize(
    ("settings", "directory"),
    [
        ("validation: custom\n", "output_validators"),
        ("validation: custom score\ntype: scoring\n", "output_validators"),
        (HEAD, "output_validator"),
        (HEAD, "output_validators"),
    ],
)
def test_validators_of_the_package_judge_the_output(make_package: MakePackage, settings: str, directory: str) -> None:
    read = read_package(make_package({"problem.yaml": settings, f"{directory}/check.py": "x"}))

    assert [program.name for program in read.problem.validators] == [f"{directory}/check.py"]
    assert read.problem.validators[0].files[0].content in read.blobs
    assert read.problem.unsupported == ()


def test_several_validators_of_legacy_must_all_accept(make_package: MakePackage) -> None:
    files = {"output_validators/a.py": "x", "output_validators/b/v.cpp": "x"}

    problem = problem_of(make_package({"problem.yaml": "validation: custom\n"} | files))

    assert [program.name for program in problem.validators] == ["output_validators/a.py", "output_validators/b"]


def test_several_output_validators_are_refused_in_the_strict_format(make_package: MakePackage) -> None:
    with pytest.raises(ProblemError, match="output_validator: holds 2 programs; there may be only one"):
        read_package(make_package({"output_validator/a/v.py": "x", "output_validator/b/v.py": "x"}))


@pytest.mark.parametrize("settings", ["validation: custom interactive\n", HEAD + "type: interactive\n"])
def test_the_validator_of_an_interactive_problem_talks_with_the_submission(
    make_package: MakePackage, settings: str
) -> None:
    problem = problem_of(make_package({"problem.yaml": settings, "output_validators/talk.py": "x"}))

    assert problem.interactor is not None
    assert problem.interactor.name == "output_validators/talk.py"
    assert problem.validators == ()


@pytest.mark.parametrize(
    ("settings", "passes"),
    [
        (HEAD, 1),
        (HEAD + "type: multi-pass\n", 2),
        (HEAD + "type: [multi-pass, interactive]\nlimits: {validation_passes: 7}\n", 7),
        (HEAD + "limits: {validation_passes: 7}\n", 1),
        ("validation: custom multi-pass\n", 2),
    ],
)
def test_passes_are_those_of_a_multi_pass_problem(make_package: MakePackage, settings: str, passes: int) -> None:
    assert problem_of(make_package({"problem.yaml": settings} | VALIDATOR)).passes == passes


def test_what_is_submitted_can_be_the_output(make_package: MakePackage) -> None:
    files = {
        "problem.yaml": HEAD + "type: submit-answer\n",
        "submissions/accepted/out.txt": "9\n",
        **{f"data/{name}": None for name in ("sample/1.in", "sample/1.ans", "secret/02-big.in", "secret/02-big.ans")},
    }

    read = read_package(make_package(files))

    assert (read.problem.submit_answer, read.problem.unsupported) == (True, ())
    assert [(each.path, each.language) for each in read.submissions if each.path.endswith("txt")] == [
        ("submissions/accepted/out.txt", "text")
    ]


def test_outputs_for_several_cases_can_not_be_judged(make_package: MakePackage) -> None:
    problem = problem_of(make_package({"problem.yaml": HEAD + "type: submit-answer\n"}))

    assert problem.unsupported == ("outputs submitted for several test cases (submit-answer)",)


def test_limits_of_validation_are_read(make_package: MakePackage) -> None:
    head = HEAD + "limits: {validation_time: 7, validation_memory: 99, validation_output: 3}\n"

    limits = problem_of(make_package({"problem.yaml": head})).limits

    assert limits.validation_time == timedelta(seconds=7)
    assert (limits.validation_memory_bytes, limits.validation_output_bytes) == (99 * 1024**2, 3 * 1024**2)


@pytest.mark.parametrize(
    "settings", ["validation: custom\n", "validation: custom interactive\n", HEAD + "type: interactive\n"]
)
def test_a_validator_that_is_not_in_the_package_is_named(make_package: MakePackage, settings: str) -> None:
    [feature] = problem_of(make_package({"problem.yaml": settings})).unsupported

    assert feature.startswith("an output validator that is not in the package")


def test_a_validator_in_an_unknown_language_is_named(make_package: MakePackage) -> None:
    [feature] = problem_of(make_package({"output_validator/check.zzz": "x"})).unsupported

    assert feature.startswith("output_validator/check.zzz: has no script build or run")


def test_a_validator_that_legacy_does_not_ask_for_is_not_used(make_package: MakePackage) -> None:
    read = read_package(make_package({"problem.yaml": "name: Sum\n", "output_validators/check.py": "x"}))

    assert read.problem.validators == ()
    assert "output_validators: not used, because problem.yaml does not say validation: custom" in read.warnings


def test_included_files_are_read_by_language(make_package: MakePackage) -> None:
    files = {"include/default/a.txt": "x", "include/python3/lib/b.py": "x", "include/klingon/c": "x", "include/d": "x"}

    read = read_package(make_package(files))

    names = {language: [file.name for file in files] for language, files in read.problem.includes.items()}
    assert names == {"default": ["a.txt"], "python": ["lib/b.py"]}
    assert read.warnings == (
        "include/d: left out, it lies in no folder of a language",
        "include/klingon: left out, this language is not known here",
    )


def test_static_and_input_validators_are_read(make_package: MakePackage) -> None:
    read = read_package(
        make_package({"static_validator/check.py": "x", "input_validators/a.py": "x", "input_validators/b.ctd": "x"})
    )

    assert read.problem.static_validator is not None
    assert [program.name for program in read.input_validators] == ["input_validators/a.py"]
    assert read.warnings == ("input_validators/b.ctd: its language, ctd, is not known here",)


@pytest.mark.parametrize(
    ("settings", "rule"),
    [
        (HEAD, TimeRule()),
        (
            HEAD + "limits: {time_multipliers: {ac_to_time_limit: 3, time_limit_to_tle: 4}, time_resolution: 0.5}\n",
            TimeRule(ac_to_limit=3, limit_to_tle=4, resolution=timedelta(seconds=0.5)),
        ),
        ("name: Sum\n", TimeRule(ac_to_limit=5, limit_to_tle=2)),
        ("limits: {time_multiplier: 2, time_safety_margin: 3}\n", TimeRule(ac_to_limit=2, limit_to_tle=3)),
    ],
)
def test_a_time_limit_that_is_not_given_follows_from_a_rule(
    make_package: MakePackage, settings: str, rule: TimeRule
) -> None:
    read = read_package(make_package({"problem.yaml": settings}))

    assert (read.time_is_inferred, read.time_rule) == (True, rule)


def test_what_legacy_does_not_know_is_a_warning(make_package: MakePackage) -> None:
    warnings = read_package(make_package({"problem.yaml": "name: Sum\nathor: Ada\n", ".timelimit": "1\n"})).warnings

    assert warnings == ("problem.yaml:2: the key 'athor' is unknown and ignored",)


def test_settings_of_domjudge_suffice(make_package: MakePackage) -> None:
    ini = "short-name = A\nname='Sum of two'\ntimelimit=2.5\ncolor=#fff\n"

    problem = problem_of(make_package({"problem.yaml": None, "domjudge-problem.ini": ini}))

    assert (problem.name, problem.limits.time_limit) == ("Sum of two", timedelta(seconds=2.5))


@pytest.mark.parametrize(
    ("ini", "unsupported"),
    [
        ("special_compare=compare\n", ()),
        ("special_compare=float\n", ("DOMjudge's program 'float', which is not in the package",)),
    ],
)
def test_a_validator_that_only_a_domjudge_server_has_is_named(
    make_package: MakePackage, ini: str, unsupported: tuple[str, ...]
) -> None:
    package = make_package({"problem.yaml": None, "domjudge-problem.ini": ini})

    assert problem_of(package).unsupported == unsupported


@pytest.mark.parametrize(
    ("files", "seconds"),
    [
        ({".timelimit": "3\n"}, 3.0),
        ({"domjudge-problem.ini": "name = Sum\ntimelimit='4.5'\n", ".timelimit": "3\n"}, 4.5),
        ({"problem.yaml": "name: Sum\nlimits: {time_limit: 1}\n", ".timelimit": "3\n"}, 1.0),
        ({}, 2.0),
    ],
)
def test_the_time_limit_is_found_where_judges_keep_it(
    make_package: MakePackage, files: dict[str, str], seconds: float
) -> None:
    package = make_package({"problem.yaml": "name: Sum\n"} | files)

    assert problem_of(package).limits.time_limit == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("files", "place"),
    [
        ({".timelimit": "soon\n"}, r"\.timelimit:1: "),
        ({".timelimit": "0\n"}, r"\.timelimit:1: "),
        ({"domjudge-problem.ini": "name=Sum\ntimelimit=-1\n"}, r"domjudge-problem\.ini:2: "),
    ],
)
def test_a_wrong_time_limit_is_refused(make_package: MakePackage, files: dict[str, str], place: str) -> None:
    with pytest.raises(ProblemError, match=place + "the time limit is to be a number of seconds"):
        read_package(make_package(files))


def test_a_package_without_a_time_limit_says_which_one_is_taken(make_package: MakePackage) -> None:
    warnings = read_package(make_package({"problem.yaml": HEAD})).warnings

    assert warnings == ("problem.yaml: no time limit is given; 2 s is used where it is not inferred",)


def test_what_a_map_takes_over_from_another_counts_but_for_its_own_keys(make_package: MakePackage) -> None:
    text = "name: A\nlimits:\n  <<: &usual {memory: 64, output: 2}\n  output: 3.0\n"

    limits = read_package(make_package({"problem.yaml": text})).problem.limits

    assert (limits.memory_bytes, limits.output_bytes) == (64 * 1024**2, 3 * 1024**2)


def test_maps_that_take_over_one_another_end(make_package: MakePackage) -> None:
    maps = "".join(f"m{n}: &m{n} {{<<: [{', '.join([f'*m{n - 1}'] * 50)}]}}\n" for n in range(1, 12))
    text = f"name: A\nm0: &m0 {{memory: 64}}\n{maps}limits: &own {{<<: [*own, *m11]}}\n"

    assert read_package(make_package({"problem.yaml": text})).problem.limits.memory_bytes == 64 * 1024**2


def test_arguments_of_the_default_validator_may_be_a_list(make_package: MakePackage) -> None:
    text = "name: A\nvalidator_flags: [float_tolerance, 1e-6]\n"

    assert read_package(make_package({"problem.yaml": text})).problem.comparison.absolute_tolerance == 1e-6
