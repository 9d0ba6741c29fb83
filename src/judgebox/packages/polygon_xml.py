"""Read `problem.xml` into elements that know their line. A document type, which could hold bombs, is refused."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from judgebox.domain.errors import ProblemError

PATH = "problem.xml"
DEEPEST = 64

_NUMBER = re.compile(r"[0-9]{1,15}(\.[0-9]{0,15})?")


@dataclass(slots=True)
class Element:
    """An element of the file."""

    tag: str
    line: int
    attributes: dict[str, str]
    children: list["Element"] = field(default_factory=list)
    text: str = ""

    def error(self, message: str) -> ProblemError:
        return ProblemError(message, path=PATH, line=self.line)

    def all(self, path: str) -> list["Element"]:
        """Return the elements below it at a path of tags, such as "tests/test"."""
        found = [self]
        for tag in path.split("/"):
            found = [child for each in found for child in each.children if child.tag == tag]
        return found

    def first(self, path: str) -> "Element | None":
        return next(iter(self.all(path)), None)

    def get(self, name: str) -> str | None:
        """Return an attribute without the blanks around it; None if it is absent or empty."""
        return self.attributes.get(name, "").strip() or None

    def needed(self, name: str) -> str:
        """Return an attribute.

        Raises:
            ProblemError: it is absent or empty.
        """
        value = self.get(name)
        if value is None:
            raise self.error(f"{self.tag} lacks the attribute {name}")
        return value

    def is_set(self, name: str) -> bool:
        return (self.get(name) or "").lower() == "true"

    def number(self, name: str | None = None, *, at_most: float) -> float:
        """Read an attribute, or the text, as a number from 0.

        Raises:
            ProblemError: it is none, or too large.
        """
        text = self.text.strip() if name is None else self.needed(name)
        value = float(text) if _NUMBER.fullmatch(text) else math.nan
        if not value <= at_most:
            raise self.error(f"{name or self.tag} is to be a number from 0 to {at_most:g}, not {text[:40]!r}")
        return value

    def walk(self) -> Iterator["Element"]:
        yield self
        for child in self.children:
            yield from child.walk()


def parse_xml(content: bytes) -> Element:
    """Parse the file.

    Raises:
        ProblemError: it is no XML, is nested too deeply, or declares a document type.
    """
    parser = expat.ParserCreate()
    document = Element("document", 1, {})
    open_elements = [document]

    def begin(tag: str, attributes: dict[str, str]) -> None:
        if len(open_elements) > DEEPEST:
            raise ProblemError(f"is nested more than {DEEPEST} deep", path=PATH, line=parser.CurrentLineNumber)
        element = Element(tag, parser.CurrentLineNumber, attributes)
        open_elements[-1].children.append(element)
        open_elements.append(element)

    def end(_: str) -> None:
        open_elements.pop()

    def add_text(text: str) -> None:
        open_elements[-1].text += text

    def refuse(*_: object) -> None:
        message = "declares a document type, which could make a small file a huge one: leave it out"
        raise ProblemError(message, path=PATH, line=parser.CurrentLineNumber)

    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.CharacterDataHandler = add_text
    parser.StartDoctypeDeclHandler = refuse
    parser.buffer_text = True
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise ProblemError(f"is no XML: {expat.ErrorString(error.code)}", path=PATH, line=error.lineno) from error
    except (ValueError, LookupError) as error:  # an encoding that is not known
        raise ProblemError(f"is no XML: {error}", path=PATH) from error
    problem = document.children[0]
    if problem.tag != "problem":
        raise problem.error(f"holds a {problem.tag!r} where a problem is expected")
    return problem
