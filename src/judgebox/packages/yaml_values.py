"""Read YAML into values that know their line, so that every complaint can name it."""

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from judgebox.domain.errors import ProblemError
from judgebox.packages.folder import Folder

YAML_BYTES = 128 * 1024
"""Settings are short; reading YAML takes long."""

_NUMBER = re.compile(r"[+-]?([0-9]{1,18}(\.[0-9]{0,30})?|\.[0-9]{1,30})([eE][+-]?[0-9]{1,3})?")
_CONSTANT = re.compile(r"\{\{([a-zA-Z_][a-zA-Z0-9_]*(?:\.[a-zA-Z0-9_]+)?)\}\}")
_FLAGS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_NULL = "tag:yaml.org,2002:null"
_MERGE = "tag:yaml.org,2002:merge"


@dataclass(frozen=True, slots=True)
class Value:
    """A value in a YAML file, read as what its place wants; else a `ProblemError` with its line.

    Attributes:
        name: the key under which it stands, for messages.
    """

    node: yaml.Node
    path: str
    name: str

    def error(self, message: str) -> ProblemError:
        return ProblemError(message, path=self.path, line=self.node.start_mark.line + 1)

    @property
    def is_absent(self) -> bool:
        """Whether the key stands there without a value."""
        return isinstance(self.node, yaml.ScalarNode) and self.node.tag == _NULL

    @property
    def is_list(self) -> bool:
        return isinstance(self.node, yaml.SequenceNode)

    @property
    def is_map(self) -> bool:
        return isinstance(self.node, yaml.MappingNode)

    def text(self) -> str:
        """Read a text of which any database and page can hold every character."""
        if not isinstance(self.node, yaml.ScalarNode) or self.is_absent:
            raise self.error(f"{self.name} is to be a text")
        text: str = self.node.value
        if any(unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\t" for char in text):
            raise self.error(f"{self.name} holds a control character")
        return text.strip()

    def number(self, *, above: float = 0.0, at_most: float) -> float:
        """Read a number in decimal or scientific notation, within bounds."""
        text = self.text()
        value = float(text) if _NUMBER.fullmatch(text) else math.nan
        if not above < value <= at_most:
            raise self.error(
                f"{self.name} is to be a number above {above:g} and at most {at_most:g}, not {text[:40]!r}"
            )
        return value

    def whole(self, *, at_least: int = 1, at_most: int) -> int:
        """Read a whole number, within bounds."""
        text = self.text()
        match = re.fullmatch(r"([0-9]{1,18})(\.0{0,9})?", text)
        value = -1 if match is None else int(match[1])
        if not at_least <= value <= at_most:
            raise self.error(f"{self.name} is to be a whole number from {at_least} to {at_most}, not {text[:40]!r}")
        return value

    def flag(self) -> bool:
        text = self.text().lower()
        if text not in _FLAGS:
            raise self.error(f"{self.name} is to be true or false, not {text[:40]!r}")
        return _FLAGS[text]

    def items(self) -> list["Value"]:
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.error(f"{self.name} is to be a list")
        return [Value(node, self.path, self.name) for node in self.node.value]

    def texts(self) -> list[str]:
        """Read a list of texts, or a single one."""
        return [item.text() for item in self.items()] if self.is_list else [self.text()]

    def fields(self) -> dict[str, "Value"]:
        """Read a map by its keys, without those that have no value; with what it takes over by `<<`."""
        return {key: value for key, value in self._fields(set()).items() if not value.is_absent}

    def _fields(self, taken: set[int]) -> dict[str, "Value"]:
        """Read a map; each one is taken over once, since few anchors can name a map any number of times."""
        if not isinstance(self.node, yaml.MappingNode):
            raise self.error(f"{self.name} is to be a map of keys and values")
        taken.add(id(self.node))
        found: dict[str, Value] = {}
        merged: dict[str, Value] = {}
        for key_node, value_node in self.node.value:
            if key_node.tag == _MERGE:
                value = Value(value_node, self.path, self.name)
                for other in value.items() if value.is_list else [value]:
                    if id(other.node) not in taken:
                        merged = other._fields(taken) | merged
                continue
            key = Value(key_node, self.path, f"a key of {self.name}").text()
            if key in found:
                raise ProblemError(f"the key {key!r} stands here twice", path=self.path, line=_line(key_node))
            found[key] = Value(value_node, self.path, key)
        return merged | found

    def fields_of(self, known: frozenset[str], *, unknown: list[str] | None = None) -> dict[str, "Value"]:
        """Read a map of which all keys are known; if `unknown` is given, what isn't is noted there instead."""
        fields = self.fields()
        for key in sorted(fields.keys() - known):
            message = f"the key {key!r} is unknown; {self.name} may have {', '.join(sorted(known))}"
            if unknown is None:
                raise fields[key].error(message)
            unknown.append(str(fields[key].error(f"the key {key!r} is unknown and ignored")))
        return {key: value for key, value in fields.items() if key in known}


def read_yaml(folder: Folder, path: str, constants: Mapping[str, str] | None = None) -> Value | None:
    """Read a YAML file; None if it is empty.

    Args:
        constants: what `{{name}}` in it stands for.

    Raises:
        ProblemError: the file can't be read, or is no YAML.
    """
    text = _CONSTANT.sub(lambda match: (constants or {}).get(match[1], match[0]), folder.read_text(path))
    if len(text) > YAML_BYTES:
        raise ProblemError(f"has {len(text)} characters, the limit is {YAML_BYTES}", path=path)
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = None if mark is None else mark.line + 1
        raise ProblemError(f"is no YAML: {error.problem or error.context}", path=path, line=line) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise ProblemError("is no YAML: it holds a control character", path=path, line=line) from error
    except (yaml.YAMLError, ValueError) as error:
        raise ProblemError(f"is no YAML: {error}", path=path) from error
    except RecursionError as error:
        raise ProblemError("is no YAML of ours: it is nested too deeply", path=path) from error
    value = None if node is None else Value(node, path, path)
    return None if value is None or value.is_absent else value


def _line(node: yaml.Node) -> int:
    line: int = node.start_mark.line + 1
    return line
