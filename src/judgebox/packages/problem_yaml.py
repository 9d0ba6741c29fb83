"""Read `problem.yaml`: what a package says about itself, in the format 2025-09, its drafts, and legacy.

Source: Kattis problem package format, 2025-09 and legacy, "Problem Metadata"; judging study 3.1, 3.2.
"""

import re
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import Enum

from judgebox.domain.errors import ProblemError
from judgebox.domain.problem import ProblemLimits, TimeRule
from judgebox.packages.domjudge_ini import INI, domjudge_settings
from judgebox.packages.folder import Folder
from judgebox.packages.programs import language_called
from judgebox.packages.yaml_values import Value, read_yaml

PATH = "problem.yaml"
MIB = 1024 * 1024
LONGEST_TIME_S = 3600.0
MOST_MEMORY_MIB = 1024 * 1024

MODERN_RULE = TimeRule()
LEGACY_RULE = TimeRule(ac_to_limit=5.0, limit_to_tle=2.0)
MOST_PASSES = 100

LICENSES = ("unknown", "public domain", "cc0", "cc by", "cc by-sa", "educational", "permission")
_TYPES = ("pass-fail", "scoring", "multi-pass", "interactive", "submit-answer")
_EXCLUDING = (("pass-fail", "scoring"), ("submit-answer", "multi-pass"), ("submit-answer", "interactive"))
_LANGUAGE_CODE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
_BETWEEN_AUTHORS = re.compile(r",|\band\b|&")
_MAIL = re.compile(r"\s*<[^<>]*>$")
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
_OLDER_LIMITS = frozenset(["time_multiplier", "time_safety_margin"])
_MULTIPLIERS = frozenset({"ac_to_time_limit", "time_limit_to_tle"})
_CREDITS = frozenset(["authors", "contributors", "testers", "translators", "packagers", "acknowledgements"])
_PERSON = frozenset(["name", "email", "orcid", "kattis"])
_LEGACY_KEYS = frozenset(
    [
        "problem_format_version",
        "name",
        "uuid",
        "author",
        "source",
        "source_url",
        "license",
        "rights_owner",
        "keywords",
        "type",
        "validation",
        "validator_flags",
        "limits",
        "grading",
        "languages",
        "libraries",
        "short-name",
        "color",
        "difficulty",
    ]
)
_OLDER_KEYS = frozenset(["author", "source_url", "validation", "validator_flags", "grading", "libraries"])
"""Keys of legacy that early drafts still had."""

_VALIDATION_WORDS = ("score", "interactive", "multi-pass")


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
        names: by language code; may be empty.
        time_limit: None if the package leaves it to be inferred.
        has_custom_validator: whether programs of the package judge the output. Only legacy says it here.
        passes: the most passes of a multi-pass problem; 1 if it is none.
        validator_flags: of the default or a custom validator, legacy only; with the value for its line.
        grading: how legacy scores, for all groups; with the value for its lines.
        constants: what `{{name}}` stands for in statements, programs and submissions.
        unsupported: features of the package that can't be judged.
        warnings: what is odd but does no harm.
    """

    format: Format
    names: dict[str, str]
    limits: ProblemLimits
    time_limit: timedelta | None
    time_rule: TimeRule = MODERN_RULE
    scores: bool = False
    is_interactive: bool = False
    is_submit_answer: bool = False
    has_custom_validator: bool = False
    passes: int = 1
    validator_flags: Value | None = None
    grading: Value | None = None
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
        return not self.has_custom_validator and not self.is_interactive and self.passes == 1


def read_metadata(folder: Folder) -> Metadata:
    """Read problem.yaml; a package that only has DOMjudge's settings beside it is in the format before.

    Raises:
        ProblemError: it is missing, is no YAML, or says what the format does not allow.
    """
    if not folder.has_file(PATH) and not folder.has_file(INI):
        raise ProblemError("is missing: a problem package is a folder with this file", path=PATH)
    value = read_yaml(folder, PATH) if folder.has_file(PATH) else None
    notes: list[str] = []
    if value is None:
        metadata = Metadata(
            format=Format.LEGACY, names={}, limits=ProblemLimits(), time_limit=None, time_rule=LEGACY_RULE
        )
    else:
        metadata = _read_value(value, notes)
    if metadata.format is Format.LEGACY:
        metadata = _with_domjudge_settings(folder, metadata, notes)
    return replace(metadata, warnings=tuple(notes))


def _read_value(value: Value, notes: list[str]) -> Metadata:
    kind = _format_of(value.fields().get("problem_format_version"))
    if kind is Format.LEGACY:
        return _read_legacy(value.fields_of(_LEGACY_KEYS, unknown=notes), notes)
    if kind is Format.STRICT:
        return _read_modern(kind, value.fields_of(_KEYS), notes)
    fields = value.fields_of(_KEYS | _OLDER_KEYS, unknown=notes)
    return _with_older_words(_read_modern(kind, fields, notes), fields, notes)


def _with_domjudge_settings(folder: Folder, metadata: Metadata, notes: list[str]) -> Metadata:
    settings = domjudge_settings(folder)
    for key in settings.unknown:
        notes.append(f"{INI}: the key {key[:40]!r} is unknown and ignored")
    names = metadata.names
    if not names and settings.name is not None:
        names = {"en": settings.name}
    has_program = folder.names("output_validators") or folder.names("output_validator")
    lacking = () if has_program or metadata.has_custom_validator else settings.programs_of_the_server
    unsupported = tuple(f"DOMjudge's program {name[:40]!r}, which is not in the package" for name in lacking)
    return replace(metadata, names=names, unsupported=(*metadata.unsupported, *unsupported))


def _format_of(value: Value | None) -> Format:
    if value is None:
        return Format.LEGACY
    kind = _FORMATS.get(value.text())
    if kind is None:
        raise value.error(f"problem_format_version {value.text()[:40]!r} is unknown; known are {', '.join(_FORMATS)}")
    return kind


def _with_older_words(metadata: Metadata, fields: dict[str, Value], notes: list[str]) -> Metadata:
    """Add what early drafts still say with the keys of legacy."""
    words = _validation(fields, notes)
    multi_pass = 2 if "multi-pass" in words and metadata.passes == 1 else metadata.passes
    return replace(
        metadata,
        is_interactive=metadata.is_interactive or "interactive" in words,
        passes=multi_pass,
        validator_flags=fields.get("validator_flags"),
        author=metadata.author or _legacy_authors(fields.get("author")),
    )


def _read_modern(kind: Format, fields: dict[str, Value], notes: list[str]) -> Metadata:
    if kind is Format.STRICT:
        for key in ("name", "uuid"):
            if key not in fields:
                notes.append(f"{PATH}: the key {key} is missing, which the format wants")
    for key in ("uuid", "version", "rights_owner", "embargo_until"):
        if key in fields:
            fields[key].text()
    if "allow_file_writing" in fields:
        fields["allow_file_writing"].flag()
    types = _types(fields.get("type"), None if kind is Format.STRICT else notes)
    known = None if kind is Format.STRICT else notes
    limits = fields["limits"].fields_of(_LIMITS_OF[kind], unknown=known) if "limits" in fields else {}
    return Metadata(
        format=kind,
        names=_names(fields.get("name"), None if kind is Format.STRICT else notes),
        limits=_limits(limits),
        time_limit=_seconds(limits["time_limit"]) if "time_limit" in limits else None,
        time_rule=_time_rule(limits, MODERN_RULE, known),
        scores="scoring" in types,
        is_interactive="interactive" in types,
        is_submit_answer="submit-answer" in types,
        passes=_passes(limits, is_multi_pass="multi-pass" in types),
        constants=_constants(fields.get("constants")),
        languages=_languages(fields.get("languages"), notes),
        author=_authors(fields.get("credits")),
        source=_source(fields.get("source")),
        license=_license(fields.get("license"), strict=kind is Format.STRICT),
        keywords=tuple(fields["keywords"].texts()) if "keywords" in fields else (),
    )


def _read_legacy(fields: dict[str, Value], notes: list[str]) -> Metadata:
    """Read the format that most packages are in, with the words that DOMjudge has added to it."""
    limits = fields["limits"].fields_of(_LIMITS_OF[Format.LEGACY], unknown=notes) if "limits" in fields else {}
    type_words = fields["type"].texts() if "type" in fields else []
    type_words = [word for text in type_words for word in text.replace(",", " ").split()]
    for word in type_words:
        if word not in _TYPES:
            notes.append(str(fields["type"].error(f"the type {word[:40]!r} is unknown and ignored")))
    validation = _validation(fields, notes)
    words = {*validation, *type_words}
    return Metadata(
        format=Format.LEGACY,
        names=_names(fields.get("name"), notes),
        limits=_limits(limits),
        time_limit=_seconds(limits["time_limit"]) if "time_limit" in limits else None,
        time_rule=_time_rule(limits, LEGACY_RULE, notes),
        scores="scoring" in words,
        is_interactive="interactive" in words,
        is_submit_answer="submit-answer" in words,
        has_custom_validator=validation[0] == "custom",
        passes=_passes(limits, is_multi_pass="multi-pass" in words),
        validator_flags=fields.get("validator_flags"),
        grading=fields.get("grading"),
        languages=_languages(fields.get("languages"), notes),
        author=_legacy_authors(fields.get("author")),
        source=_source(fields.get("source")),
        license=_license(fields.get("license"), strict=False),
        keywords=_legacy_keywords(fields.get("keywords")),
    )


def _validation(fields: dict[str, Value], notes: list[str]) -> list[str]:
    """Read the words of `validation`, of which the first is default or custom."""
    validation = fields["validation"].text().split() if "validation" in fields else ["default"]
    if validation[:1] not in (["default"], ["custom"]):
        raise fields["validation"].error(f"validation is default or custom, not {' '.join(validation)[:40]!r}")
    for word in validation[1:]:
        if word not in _VALIDATION_WORDS:
            notes.append(str(fields["validation"].error(f"the word {word[:40]!r} is unknown and ignored")))
    return validation


def _types(value: Value | None, notes: list[str] | None) -> list[str]:
    if value is None:
        return ["pass-fail"]
    types = value.texts()
    for name in types:
        if name not in _TYPES:
            raise value.error(f"type {name[:40]!r} is unknown; known are {', '.join(_TYPES)}")
    if not types or len(set(types)) != len(types):
        raise value.error("type is to name at least one type, and none twice")
    if notes is not None and {"pass-fail", "scoring"} <= set(types):
        notes.append(str(value.error("a problem can't be pass-fail and scoring, and is taken as scoring")))
        types.remove("pass-fail")
    for pair in _EXCLUDING:
        if set(pair) <= set(types):
            raise value.error(f"a problem can't be {pair[0]} and {pair[1]}")
    return types


def _names(value: Value | None, notes: list[str] | None) -> dict[str, str]:
    if value is None:
        return {}
    if not value.is_map:
        return {"en": _name(value)}
    names = {}
    for code, name in value.fields().items():
        if _LANGUAGE_CODE.fullmatch(code):
            names[code] = _name(name)
            continue
        error = name.error(f"{code[:40]!r} is no language code such as en or pt-BR")
        if notes is None:
            raise error
        notes.append(str(error))
    return names


def _name(value: Value) -> str:
    text = " ".join(value.text().split())
    if not 1 <= len(text) <= 200:
        raise value.error("name is to have 1 to 200 characters")
    return text


_LIMITS_OF = {
    Format.STRICT: _LIMITS,
    Format.DRAFT: _LIMITS | _OLDER_LIMITS,
    Format.LEGACY: _LIMITS | _OLDER_LIMITS,
}


def _limits(fields: dict[str, Value]) -> ProblemLimits:
    limits = ProblemLimits()
    if "memory" in fields:
        limits = replace(limits, memory_bytes=_mib(fields["memory"]))
    if "output" in fields:
        limits = replace(limits, output_bytes=_mib(fields["output"], at_most=1024))
    if "code" in fields:
        limits = replace(limits, source_bytes=fields["code"].whole(at_most=64 * 1024) * 1024)
    if "compilation_time" in fields:
        limits = replace(limits, compile_time=_seconds(fields["compilation_time"]))
    if "compilation_memory" in fields:
        limits = replace(limits, compile_memory_bytes=_mib(fields["compilation_memory"]))
    if "validation_time" in fields:
        limits = replace(limits, validation_time=_seconds(fields["validation_time"]))
    if "validation_memory" in fields:
        limits = replace(limits, validation_memory_bytes=_mib(fields["validation_memory"]))
    if "validation_output" in fields:
        limits = replace(limits, validation_output_bytes=_mib(fields["validation_output"], at_most=1024))
    return limits


def _mib(value: Value, *, at_most: int = MOST_MEMORY_MIB) -> int:
    return value.whole(at_most=at_most) * MIB


def _passes(limits: dict[str, Value], *, is_multi_pass: bool) -> int:
    """How many passes there may be; the number is checked even where it says nothing."""
    passes = limits["validation_passes"].whole(at_least=2, at_most=MOST_PASSES) if "validation_passes" in limits else 2
    return passes if is_multi_pass else 1


def _time_rule(limits: dict[str, Value], rule: TimeRule, unknown: list[str] | None) -> TimeRule:
    if "time_resolution" in limits:
        rule = replace(rule, resolution=_seconds(limits["time_resolution"]))
    if "time_multiplier" in limits:
        rule = replace(rule, ac_to_limit=_multiplier(limits["time_multiplier"]))
    if "time_safety_margin" in limits:
        rule = replace(rule, limit_to_tle=_multiplier(limits["time_safety_margin"]))
    if "time_multipliers" in limits:
        multipliers = limits["time_multipliers"].fields_of(_MULTIPLIERS, unknown=unknown)
        if "ac_to_time_limit" in multipliers:
            rule = replace(rule, ac_to_limit=_multiplier(multipliers["ac_to_time_limit"]))
        if "time_limit_to_tle" in multipliers:
            rule = replace(rule, limit_to_tle=_multiplier(multipliers["time_limit_to_tle"]))
    return rule


def _multiplier(value: Value) -> float:
    return value.number(at_most=1000)


def _seconds(value: Value) -> timedelta:
    return timedelta(seconds=value.number(at_most=LONGEST_TIME_S))


def _constants(value: Value | None) -> dict[str, str]:
    if value is None:
        return {}
    for name, each in value.fields().items():
        if not _CONSTANT_NAME.fullmatch(name):
            raise each.error(f"{name[:40]!r} is no name of a constant")
    constants: dict[str, str] = {}
    for name, each in value.fields().items():
        if not each.is_map:  # else drafts give its forms for several places, and one of them may be its value
            constants[name] = each.text()
            continue
        forms = {form: text.text() for form, text in each.fields().items()}
        constants |= {f"{name}.{form}": text for form, text in forms.items()}
        if "value" in forms:
            constants[name] = forms["value"]
    return constants


def _languages(value: Value | None, notes: list[str]) -> tuple[str, ...] | None:
    if value is None:
        return None
    codes = value.texts() if value.is_list else value.text().split()
    if codes == ["all"]:
        return None
    if not codes:
        raise value.error("languages is to name at least one language, or all")
    unknown = [code for code in codes if language_called(code) is None]
    if unknown:
        notes.append(str(value.error(f"languages that are not known here: {', '.join(unknown)[:200]}")))
    return tuple(dict.fromkeys(language_called(code) or code for code in codes))


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


def _legacy_authors(value: Value | None) -> str | None:
    """Read "Ada, Alan & Grace and Edsger", which is one text in legacy."""
    if value is None:
        return None
    names = [name for text in value.texts() for name in _BETWEEN_AUTHORS.split(text)]
    return ", ".join(filter(None, (_MAIL.sub("", name).strip() for name in names))) or None


def _people(value: Value) -> str:
    return ", ".join(_person(each) for each in (value.items() if value.is_list else [value]))


def _person(value: Value) -> str:
    """The name of a person, without their mail address: it is shown to everyone."""
    if not value.is_map:
        return _MAIL.sub("", value.text())
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
    if strict and name not in LICENSES:
        raise value.error(f"license {name[:40]!r} is unknown; known are {', '.join(LICENSES)}")
    return name


def _legacy_keywords(value: Value | None) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(value.texts() if value.is_list else value.text().split())
