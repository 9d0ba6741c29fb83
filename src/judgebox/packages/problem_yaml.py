"""Read `problem.yaml`: what a package says about itself, in the format 2025-09, its drafts, and legacy.

Source: Kattis problem package format, 2025-09 and legacy, "Problem Metadata"; judging study 3.1, 3.2.
"""

import re
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import Enum

from judgebox.domain.errors import ProblemError
from judgebox.domain.problem import ProblemLimits
from judgebox.packages.folder import Folder
from judgebox.packages.yaml_values import Value, read_yaml

PATH = "problem.yaml"
MIB = 1024 * 1024
LONGEST_TIME_S = 3600.0
MOST_MEMORY_MIB = 1024 * 1024

CUSTOM_VALIDATOR = "custom output validator"

_LANGUAGE_IDS = {"python3": "python"}
"""Codes of the format's language table that we call differently."""

_LICENSES = ("unknown", "public domain", "cc0", "cc by", "cc by-sa", "educational", "permission")
_TYPES = ("pass-fail", "scoring", "multi-pass", "interactive", "submit-answer")
_EXCLUDING = (("pass-fail", "scoring"), ("submit-answer", "multi-pass"), ("submit-answer", "interactive"))
_LANGUAGE_CODE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
_CONSTANT_NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")

_KEYS = frozenset(
    [
        "problem_format_version",
        "type",
        "name",
        "uuid",
        "version",
        "credits",
        "source",
        "license",
        "rights_owner",
        "embargo_until",
        "limits",
        "keywords",
        "languages",
        "allow_file_writing",
        "constants",
    ]
)
_LIMITS = frozenset(
    [
        "time_limit",
        "time_multipliers",
        "time_resolution",
        "memory",
        "output",
        "code",
        "compilation_time",
        "compilation_memory",
        "validation_time",
        "validation_memory",
        "validation_output",
        "validation_passes",
    ]
)
_MULTIPLIERS = frozenset({"ac_to_time_limit", "time_limit_to_tle"})
_CREDITS = frozenset(["authors", "contributors", "testers", "translators", "packagers", "acknowledgements"])
_PERSON = frozenset(["name", "email", "orcid", "kattis"])


class Format(Enum):
    """The formats that matter: strict 2025-09, its drafts with the same layout, and what was before."""

    STRICT = "2025-09"
    DRAFT = "draft"
    LEGACY = "legacy"


_FORMATS = {
    "2025-09": Format.STRICT,
    "2025-09-draft": Format.DRAFT,
    "2023-07": Format.DRAFT,
    "2023-07-draft": Format.DRAFT,
    "draft": Format.DRAFT,
    "legacy": Format.LEGACY,
    "legacy-icpc": Format.LEGACY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What problem.yaml says.

    Attributes:
        names: by language code; may be empty, except in the strict format.
        time_limit: None if the package leaves it to be inferred.
        validator_flags: of the default or a custom validator, legacy only; with the value for its line.
        constants: what `{{name}}` in statements and submissions stands for.
        unsupported: features of the package that can't be judged yet.
        warnings: what is odd but does no harm.
    """

    format: Format
    names: dict[str, str]
    limits: ProblemLimits
    time_limit: timedelta | None
    scores: bool = False
    validator_flags: Value | None = None
    constants: dict[str, str] = field(default_factory=dict)
    languages: tuple[str, ...] | None = None
    author: str | None = None
    source: str | None = None
    license: str | None = None
    keywords: tuple[str, ...] = ()
    unsupported: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def has_default_validator(self) -> bool:
        """Whether output is compared with the answer by the default output validator."""
        return not {CUSTOM_VALIDATOR, "interactive", "multi-pass"} & set(self.unsupported)


def read_metadata(folder: Folder) -> Metadata:
    """Read problem.yaml.

    Raises:
        ProblemError: it is missing, is no YAML, or says what the format does not allow.
    """
    if not folder.has_file(PATH):
        raise ProblemError("is missing: a problem package is a folder with this file", path=PATH)
    value = read_yaml(folder, PATH)
    if value is None:
        return Metadata(format=Format.LEGACY, names={}, limits=ProblemLimits(), time_limit=None)
    fields = value.fields()
    kind = _format_of(fields.get("problem_format_version"))
    if kind is Format.LEGACY:
        return _read_legacy(fields)
    notes: list[str] = []
    fields = value.fields_of(_KEYS, unknown=None if kind is Format.STRICT else notes)
    metadata = _read_modern(kind, fields, value, notes)
    return replace(metadata, warnings=tuple(notes))


def _format_of(value: Value | None) -> Format:
    if value is None:
        return Format.LEGACY
    kind = _FORMATS.get(value.text())
    if kind is None:
        raise value.error(f"problem_format_version {value.text()[:40]!r} is unknown; known are {', '.join(_FORMATS)}")
    return kind


def _read_modern(kind: Format, fields: dict[str, Value], whole: Value, notes: list[str]) -> Metadata:
    if kind is Format.STRICT:
        for key in ("name", "uuid"):
            if key not in fields:
                raise whole.error(f"the key {key} is missing")
    for key in ("uuid", "version", "rights_owner", "embargo_until"):
        if key in fields:
            fields[key].text()
    if "allow_file_writing" in fields:
        fields["allow_file_writing"].flag()
    types = _types(fields.get("type"))
    limits, time_limit = _limits(fields.get("limits"), None if kind is Format.STRICT else notes)
    return Metadata(
        format=kind,
        names=_names(fields.get("name")),
        limits=limits,
        time_limit=time_limit,
        scores="scoring" in types,
        constants=_constants(fields.get("constants")),
        languages=_languages(fields.get("languages")),
        author=_authors(fields.get("credits")),
        source=_source(fields.get("source")),
        license=_license(fields.get("license"), strict=kind is Format.STRICT),
        keywords=tuple(fields["keywords"].texts()) if "keywords" in fields else (),
        unsupported=tuple(name for name in types if name not in ("pass-fail", "scoring")),
    )


def _read_legacy(fields: dict[str, Value]) -> Metadata:
    """Read the format that most packages are in; what is unknown has always been ignored there."""
    limits, time_limit = _limits(fields.get("limits"), [])
    type_words = fields["type"].text().split() if "type" in fields else []
    validation = fields["validation"].text().split() if "validation" in fields else ["default"]
    if validation[:1] not in (["default"], ["custom"]):
        raise fields["validation"].error(f"validation is default or custom, not {' '.join(validation)[:40]!r}")
    unsupported = [CUSTOM_VALIDATOR] if validation[0] == "custom" else []
    unsupported += [word for word in ("interactive", "multi-pass", "submit-answer") if word in validation + type_words]
    return Metadata(
        format=Format.LEGACY,
        names=_names(fields.get("name")),
        limits=limits,
        time_limit=time_limit,
        scores="scoring" in type_words,
        validator_flags=fields.get("validator_flags"),
        languages=_languages(fields.get("languages")),
        author=fields["author"].text() if "author" in fields else None,
        source=_source(fields.get("source")),
        license=_license(fields.get("license"), strict=False),
        keywords=_legacy_keywords(fields.get("keywords")),
        unsupported=tuple(unsupported),
    )


def _types(value: Value | None) -> list[str]:
    if value is None:
        return ["pass-fail"]
    types = value.texts()
    for name in types:
        if name not in _TYPES:
            raise value.error(f"type {name[:40]!r} is unknown; known are {', '.join(_TYPES)}")
    if not types or len(set(types)) != len(types):
        raise value.error("type is to name at least one type, and none twice")
    for pair in _EXCLUDING:
        if set(pair) <= set(types):
            raise value.error(f"a problem can't be {pair[0]} and {pair[1]}")
    return types


def _names(value: Value | None) -> dict[str, str]:
    if value is None:
        return {}
    if not value.is_map:
        return {"en": _name(value)}
    for code, name in value.fields().items():
        if not _LANGUAGE_CODE.fullmatch(code):
            raise name.error(f"{code[:40]!r} is no language code such as en or pt-BR")
    return {code: _name(name) for code, name in value.fields().items()}


def _name(value: Value) -> str:
    text = " ".join(value.text().split())
    if not 1 <= len(text) <= 200:
        raise value.error("name is to have 1 to 200 characters")
    return text


def _limits(value: Value | None, unknown: list[str] | None) -> tuple[ProblemLimits, timedelta | None]:
    limits = ProblemLimits()
    if value is None:
        return limits, None
    fields = value.fields_of(_LIMITS, unknown=unknown)
    _check_unused_limits(fields, unknown)
    if "memory" in fields:
        limits = replace(limits, memory_bytes=fields["memory"].whole(at_most=MOST_MEMORY_MIB) * MIB)
    if "output" in fields:
        limits = replace(limits, output_bytes=fields["output"].whole(at_most=1024) * MIB)
    if "code" in fields:
        limits = replace(limits, source_bytes=fields["code"].whole(at_most=64 * 1024) * 1024)
    if "compilation_time" in fields:
        limits = replace(limits, compile_time=_seconds(fields["compilation_time"]))
    if "compilation_memory" in fields:
        mib = fields["compilation_memory"].whole(at_most=MOST_MEMORY_MIB)
        limits = replace(limits, compile_memory_bytes=mib * MIB)
    return limits, _seconds(fields["time_limit"]) if "time_limit" in fields else None


def _check_unused_limits(fields: dict[str, Value], unknown: list[str] | None) -> None:
    """Refuse what is wrong although nothing here uses it: it would fail elsewhere, and later."""
    for key in ("validation_time", "validation_memory", "validation_output", "validation_passes"):
        if key in fields:
            fields[key].number(at_most=MOST_MEMORY_MIB)
    if "time_resolution" in fields:
        _seconds(fields["time_resolution"])
    if "time_multipliers" in fields:
        for multiplier in fields["time_multipliers"].fields_of(_MULTIPLIERS, unknown=unknown).values():
            multiplier.number(at_most=1000)


def _seconds(value: Value) -> timedelta:
    return timedelta(seconds=value.number(at_most=LONGEST_TIME_S))


def _constants(value: Value | None) -> dict[str, str]:
    if value is None:
        return {}
    for name, each in value.fields().items():
        if not _CONSTANT_NAME.fullmatch(name):
            raise each.error(f"{name[:40]!r} is no name of a constant")
    return {name: each.text() for name, each in value.fields().items()}


def _languages(value: Value | None) -> tuple[str, ...] | None:
    if value is None:
        return None
    codes = value.texts() if value.is_list else value.text().split()
    if codes == ["all"]:
        return None
    if not codes:
        raise value.error("languages is to name at least one language, or all")
    return tuple(_LANGUAGE_IDS.get(code, code) for code in codes)


def _authors(value: Value | None) -> str | None:
    if value is None:
        return None
    if not value.is_map:
        return _people(value)
    fields = value.fields_of(_CREDITS)
    for key, each in fields.items():
        for people in each.fields().values() if key == "translators" else [each]:
            _people(people)
    return _people(fields["authors"]) if "authors" in fields else None


def _people(value: Value) -> str:
    return ", ".join(_person(each) for each in (value.items() if value.is_list else [value]))


def _person(value: Value) -> str:
    """The name of a person, without their mail address: it is shown to everyone."""
    if not value.is_map:
        return re.sub(r"\s*<[^<>]*>$", "", value.text())
    fields = value.fields_of(_PERSON)
    if "name" not in fields:
        raise value.error("a person is to have a name")
    return fields["name"].text()


def _source(value: Value | None) -> str | None:
    if value is None:
        return None
    names = []
    for each in value.items() if value.is_list else [value]:
        if each.is_map:
            fields = each.fields_of(frozenset({"name", "url"}))
            if "name" not in fields:
                raise each.error("a source is to have a name")
            each = fields["name"]
        names.append(each.text())
    return ", ".join(names) or None


def _license(value: Value | None, *, strict: bool) -> str | None:
    if value is None:
        return None
    name = value.text()
    if strict and name not in _LICENSES:
        raise value.error(f"license {name[:40]!r} is unknown; known are {', '.join(_LICENSES)}")
    return name


def _legacy_keywords(value: Value | None) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(value.texts() if value.is_list else value.text().split())
