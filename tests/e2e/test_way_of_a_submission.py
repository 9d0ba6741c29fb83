"""`judgebox up`: someone submits a program and sees its verdict arrive."""

import json
from pathlib import Path

import httpx2
import pytest

from e2e.processes import wait_until
from judgebox.languages import read_catalog


def submit(server_url: str, source: str, *, language: str = "python", wait: int = 30, **more: str) -> dict[str, object]:
    answer = httpx2.post(
        f"{server_url}/api/v1/submissions",
        params={"wait": wait},
        json={"problem": "a-plus-b", "language": language, "source": source} | more,
        timeout=60,
    )
    assert answer.status_code == 201, answer.text
    found: dict[str, object] = answer.json()
    return found


@pytest.mark.parametrize(
    ("language", "source"),
    [
        ("python", "print(sum(map(int, input().split())))"),
        ("c", '#include <stdio.h>\nint main(void){long long a,b;scanf("%lld %lld",&a,&b);printf("%lld\\n",a+b);}'),
        ("cpp", "#include <iostream>\nint main(){long long a,b;std::cin>>a>>b;std::cout<<a+b<<'\\n';}"),
        (
            "java",
            "import java.util.*; public class Main { public static void main(String[] a) { Scanner s = new"
            " Scanner(System.in); System.out.println(s.nextLong() + s.nextLong()); } }",
        ),
        (
            "javascript",
            "const [a, b] = require('fs').readFileSync(0, 'utf8').split(/\\s+/).map(BigInt);"
            "console.log((a + b).toString());",
        ),
    ],
)
def test_a_right_program_is_accepted_in_every_language(server_url: str, language: str, source: str) -> None:
    judged = submit(server_url, source, language=language)

    assert (judged["state"], judged["verdict"]) == ("judged", "AC"), judged


@pytest.mark.parametrize(
    ("source", "verdict", "reason"),
    [
        ("a, b = map(int, input().split()); print(a - b)", "WA", "mismatch"),
        ("pass", "WA", "no_output"),
        ("while True: pass", "TLE", "cpu wall"),  # a busy machine may let the clock win
        ("import time; time.sleep(1000)", "TLE", "idle"),
        ("x = bytearray(4 << 30)", "MLE", "oom_kill"),
        ("while True: print('x' * 100000)", "OLE", "output"),
        ("raise SystemExit(3)", "RTE", "exit"),
        ("import os; os.abort()", "RTE", "signal"),
        ("import os; os.kill(os.getpid(), 9)", "RTE", "signal"),
        ("print(1", "CE", "compiler"),
    ],
)
def test_a_wrong_program_gets_its_verdict_with_the_reason(
    server_url: str, source: str, verdict: str, reason: str
) -> None:
    judged = submit(server_url, source)

    assert judged["verdict"] == verdict, judged
    assert judged["reason"] in reason.split(), judged


def test_the_verdict_arrives_case_by_case(server_url: str) -> None:
    created = submit(server_url, "print(sum(map(int, input().split())))", wait=0)

    kinds = []
    with httpx2.stream("GET", f"{server_url}/api/v1/submissions/{created['id']}/events", timeout=30) as stream:
        for line in stream.iter_lines():
            if line.startswith("data:"):
                kinds.append(json.loads(line[5:])["kind"])

    assert kinds[0] == "queued"
    assert "case" in kinds
    assert kinds[-1] == "finished"
    assert kinds.count("case") == len(httpx2.get(f"{server_url}/api/v1/submissions/{created['id']}").json()["cases"])


def test_a_listener_resumes_where_it_stopped(server_url: str) -> None:
    created = submit(server_url, "print(sum(map(int, input().split())))")
    url = f"{server_url}/api/v1/submissions/{created['id']}/events"
    ids = [line[3:].strip() for line in httpx2.get(url, timeout=30).text.splitlines() if line.startswith("id:")]

    resumed = httpx2.get(url, headers={"Last-Event-ID": ids[-2]}, timeout=30).text

    assert [line[3:].strip() for line in resumed.splitlines() if line.startswith("id:")] == ids[-1:]


def test_a_judging_can_be_cancelled(server_url: str) -> None:
    created = submit(server_url, "import time; time.sleep(1000)", wait=0)

    answer = httpx2.post(f"{server_url}/api/v1/submissions/{created['id']}/cancel", timeout=30)

    assert (answer.status_code, answer.json()["state"]) == (200, "cancelled")


def test_a_run_on_ones_own_input_returns_its_output(server_url: str) -> None:
    judged = submit(server_url, "print(input()[::-1])", scope="input", input="abc")

    cases = judged["cases"]
    assert isinstance(cases, list)
    assert cases[0]["output"] == "cba\n"


def test_the_program_meets_no_answers_and_no_host(server_url: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the answer")
    source = f"""
import os
seen = [path for path in ({str(secret)!r}, {str(Path.home())!r}, "/proc/1/environ", "/sys/fs/cgroup")
        if os.access(path, os.R_OK)]
print(seen, sorted(os.environ.items()))
"""
    judged = submit(server_url, source, scope="input", input="")

    cases = judged["cases"]
    assert isinstance(cases, list)
    assert cases[0]["output"].startswith("[] "), cases[0]
    assert "JUDGEBOX" not in cases[0]["output"]


def test_common_languages_are_listed_with_the_versions_that_judge(server_url: str) -> None:
    common = {key for key, language in read_catalog() if language.is_common}

    def versions() -> list[str | None]:
        items = httpx2.get(f"{server_url}/api/v1/languages", timeout=30).json()["items"]
        return [each["version"] for each in items if each["id"] in common]

    wait_until(lambda: all(versions()), within=120, why="every common language has said its version")
