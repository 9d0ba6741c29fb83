"""Find the test cases of a package: which there are in which folder, in which order, with which settings.

Source: Kattis problem package format, 2025-09 and legacy, "Test Data"; judging study 3.1, 3.2.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from judgebox.domain.errors import ProblemError
from judgebox.packages.folder import Folder, shown
from judgebox.packages.problem_yaml import Format
from judgebox.packages.yaml_values import Value, read_yaml

MOST_CASES = 10_000
DEEPEST_GROUP = 10
"""How deep groups may lie in one another; links can make a folder contain itself."""

SAMPLE, SECRET = "data/sample", "data/secret"

MODERN_FILE, LEGACY_FILE = "test_group.yaml", "testdata.yaml"

_NAME = re.compile(r"[a-zA-Z0-9_]([a-zA-Z0-9_.-]{0,253})")
_FILES = ".files"
_TESTS_OF_VALIDATORS = ("invalid", "valid")
"""How the folders beside `sample` and `secret` begin that no submission is judged by."""

_INHERITED_KEYS = (
    "args",
    "input_validator_args",
    "static_validator_args",
    "output_validator_args",
    "input_visualizer_args",
    "output_visualizer_args",
    "full_feedback",
)
_GROUP_KEYS = frozenset(
    [*_INHERITED_KEYS, "max_score", "score_aggregation", "static_validation_score", "require_pass", "description"]
)
_CASE_KEYS = frozenset([*_INHERITED_KEYS, "hint", "description"]) - {"static_validator_args"}

Settings = Mapping[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundCase:
    """A test case.

    Attributes:
        path: of its files without suffix, such as "data/secret/03-big".
        settings: its own and those of the folders that it lies in.
        files: the folder of what lies beside the input, if there is one.
    """

    index: int
    path: str
    settings: Settings
    files: str | None = None

    @property
    def name(self) -> str:
        return name_of(self.path)


@dataclass(slots=True, kw_only=True)
class Directory:
    """A folder of test cases.

    Attributes:
        own: what its own file says; settings: that, and what it leaves to the folders above.
        members: its cases and folders, in the order of judging.
    """

    path: str
    own: Settings = field(default_factory=dict)
    settings: Settings = field(default_factory=dict)
    members: "list[FoundCase | Directory]" = field(default_factory=list)

    @property
    def name(self) -> str:
        return name_of(self.path)

    @property
    def directories(self) -> "list[Directory]":
        return [member for member in self.members if isinstance(member, Directory)]

    @property
    def cases(self) -> list[FoundCase]:
        return [member for member in self.members if isinstance(member, FoundCase)]

    def all_cases(self) -> Iterator[FoundCase]:
        for member in self.members:
            if isinstance(member, FoundCase):
                yield member
            else:
                yield from member.all_cases()

    def all_directories(self) -> "Iterator[Directory]":
        yield self
        for directory in self.directories:
            yield from directory.all_directories()


def name_of(path: str) -> str:
    """A path below `data/` as it can be stored and shown, whatever its characters are."""
    inside = shown(path.removeprefix("data").removeprefix("/"))
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in inside)


@dataclass(slots=True)
class Finder:
    """Walks over the folders of the test data.

    Attributes:
        warnings: what is odd is noted here.
    """

    folder: Folder
    format: Format
    constants: Mapping[str, str]
    warnings: list[str] = field(default_factory=list)
    _count: int = 0

    def find(self) -> Directory:
        """Find all cases in `data/sample` and `data/secret`, samples first.

        Raises:
            ProblemError: a name or a file with settings is not as it is to be, or there are too many cases.
        """
        root = Directory(path="data")
        root.own = root.settings = self._settings(root.path)
        for path in (SAMPLE, SECRET):
            if self.folder.has_folder(path):
                root.members.append(self._walk(path, root, 0))
        for name in self.folder.names("data"):
            path = f"data/{name}"
            is_of_validators = path in (SAMPLE, SECRET) or name.startswith(_TESTS_OF_VALIDATORS)
            if name.endswith(".in") or (
                not is_of_validators and any(inside.endswith(".in") for inside in self.folder.names(path))
            ):
                self._complain("lies neither in sample nor in secret, and is not judged", path)
        return root

    def _walk(self, path: str, above: Directory, depth: int) -> Directory:
        if depth > DEEPEST_GROUP:
            raise ProblemError(f"lies more than {DEEPEST_GROUP} folders deep", path=path)
        directory = Directory(path=path, own=self._settings(path))
        directory.settings = {**above.settings, **directory.own}
        names = self.folder.names(path)
        folders = {name for name in names if self.folder.has_folder(f"{path}/{name}")}
        cases = {name.removesuffix(".in") for name in names if name.endswith(".in") and name not in folders}
        beside = {name for name in folders if name.endswith(_FILES)}
        self._check_names(path, names, folders - beside, cases)
        for name in sorted((folders - beside) | cases):
            if name in cases:
                directory.members.append(self._case(f"{path}/{name}", directory, has_files=name + _FILES in beside))
            if name in folders:
                directory.members.append(self._walk(f"{path}/{name}", directory, depth + 1))
        if self._count > MOST_CASES:
            raise ProblemError(f"holds more than {MOST_CASES} test cases", path=path)
        if not directory.members and depth and "static_validation_score" not in directory.own:
            self._complain("holds no test case", path)
        return directory

    def _case(self, path: str, directory: Directory, *, has_files: bool) -> FoundCase:
        settings = directory.settings
        if self.format is not Format.LEGACY and self.folder.has_file(f"{path}.yaml"):
            value = read_yaml(self.folder, f"{path}.yaml", self.constants)
            unknown = None if self.format is Format.STRICT else self.warnings
            own = {} if value is None else value.fields_of(_CASE_KEYS, unknown=unknown)
            settings = {**settings, **own}
        self._count += 1
        return FoundCase(
            index=self._count - 1, path=path, settings=settings, files=path + _FILES if has_files else None
        )

    def _settings(self, path: str) -> Settings:
        for name in (MODERN_FILE, LEGACY_FILE):
            if self.folder.has_file(f"{path}/{name}"):
                value = read_yaml(self.folder, f"{path}/{name}", self.constants)
                if value is None:
                    return {}
                return value.fields_of(_GROUP_KEYS) if self._is_modern(name) else value.fields()
        return {}

    def _is_modern(self, name: str) -> bool:
        return self.format is Format.STRICT and name == MODERN_FILE

    def _complain(self, message: str, path: str) -> None:
        """Refuse what the strict format does not allow; elsewhere tell of it."""
        error = ProblemError(message, path=shown(path))
        if self.format is Format.STRICT:
            raise error
        self.warnings.append(str(error))

    def _check_names(self, path: str, names: list[str], groups: set[str], cases: set[str]) -> None:
        for name in sorted([*groups, *(f"{case}.in" for case in cases)]):
            if not _NAME.fullmatch(name) or name == ".in":
                self._complain(
                    f"the name {shown(name)[:100]!r} is not made of letters, digits, dots, dashes and underscores", path
                )
        if groups & cases:
            self._complain(f"a test case and a test group are both called {min(groups & cases)!r}", path)
        if self.format is Format.STRICT and path == SECRET and groups and cases:
            raise ProblemError("holds test cases and test groups; it may hold only one kind", path=path)
        for name in names:
            case = name.removesuffix(".ans").removesuffix(_FILES)
            if case != name and case not in cases:
                what = "answer" if name.endswith(".ans") else "folder"
                self._complain(f"there is no {shown(case)}.in to this {what}", f"{path}/{name}")
