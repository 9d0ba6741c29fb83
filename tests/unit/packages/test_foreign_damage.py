"""Whatever has happened to a package of another judge, reading it ends with a package or with a named error."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from judgebox.domain.errors import ProblemError
from judgebox.packages import read_package

DATA = {"1.in": "1 2\n", "1.out": "3\n"}

POLYGON = """<problem short-name="add"><names><name language="english" value="Add"/></names>
<judging input-file="" output-file=""><testset name="tests"><time-limit>1000</time-limit>
<memory-limit>268435456</memory-limit><test-count>1</test-count>
<input-path-pattern>%d.in</input-path-pattern><answer-path-pattern>%d.out</answer-path-pattern>
<tests><test method="manual" group="1" points="5" sample="true"/></tests>
<groups><group name="1" points-policy="each-test" points="5"/></groups></testset></judging>
<assets><checker name="std::wcmp.cpp"/></assets></problem>"""

DMOJ = """checker: {name: floats, args: {precision: 4}}
points: 3
test_cases:
- {in: 1.in, out: 1.out, points: 10}
- {points: 5, batched: [{in: 1.in, out: 1.out}], dependencies: []}
"""

HYDRO = """type: default
time: 1s
memory: 64m
subtasks:
- {id: 1, type: min, score: 40, cases: [{input: 1.in, output: 1.out, score: 5}]}
- {id: 2, if: [1], cases: [{input: 1.in, output: 1.out}]}
langs: [cc, py.py3]
"""

PACKAGES: Mapping[str, tuple[str, str, str]] = {
    "polygon": ("problem.xml", POLYGON, ""),
    "dmoj": ("init.yml", DMOJ, ""),
    "hydro": ("testdata/config.yaml", HYDRO, "testdata/"),
}

PIECES = st.one_of(
    st.sampled_from(
        ["", "-1", ".nan", "1e999", "[]", "{}", "~", "*a", "&a", "<<: ", "../x", "/x", "'", '"', "<", "&", ": "]
    ),
    st.text(max_size=8),
).map(lambda text: text.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("kind", PACKAGES)
@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_damaged_settings_are_read_or_refused(tmp_path: Path, kind: str, data: st.DataObject) -> None:
    name, text, place = PACKAGES[kind]
    content = text.encode()
    begin = data.draw(st.integers(0, len(content)))
    end = begin + data.draw(st.integers(0, 12))
    for file, words in DATA.items():
        path = tmp_path / kind / place / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(words)
    (tmp_path / kind / name).write_bytes(content[:begin] + data.draw(PIECES) + content[end:])

    try:
        package = read_package(tmp_path / kind)
    except ProblemError as error:
        assert str(error)  # noqa: PT017 - both are right, and nothing else is
    else:
        assert package.problem.cases
