import re
from dataclasses import replace
from datetime import timedelta

import pytest

from judgebox.domain.errors import StoreError
from judgebox.domain.problem import ProblemId, Program
from judgebox.domain.scoring import Aggregation, TestGroup
from judgebox.domain.submission import Scope, Submission
from judgebox.domain.verdict import CaseResult, Doubt, GroupResult, Reason, Result, TimedRun, Timing, Verdict
from judgebox.ports import SubmissionFilter
from judgebox.usecases.submit import SubmitRequest
from web_world import SOURCE_LIMIT_BYTES, UNFINISHED_LIMIT, PageWorld

HOSTILE = "</script><script>alert(1)</script>\u202e\x1b[31mred"

WRONG_SAMPLE = CaseResult(
    index=0,
    name="sample/1",
    visible=True,
    verdict=Verdict.WRONG_ANSWER,
    reason=Reason.MISMATCH,
    cpu_time=timedelta(milliseconds=12),
    memory_bytes=3 * 1024 * 1024,
    message="line 1, token 1: expected 3, got 4",
    input="1 2\n",
    answer="3\n",
    output="4\n",
    error="warning\n",
)
CRASHED_SECRET = CaseResult(
    index=1, name="secret/1", visible=False, verdict=Verdict.RUNTIME_ERROR, reason=Reason.SIGNAL, signal=11
)


PAIR = """kind: function
name: pair
params: [{name: values, type: "int[]"}, {name: target, type: long}]
returns: "int[]"
"""
COUNTER = """kind: class
name: Counter
methods: [{name: add, params: [{name: amount, type: int}], returns: int}]
"""


def form(**changes: str) -> dict[str, str]:
    return {"language": "python", "source": "print(3)", "scope": "all", **changes}


async def sent(world: PageWorld, **changes: object) -> Submission:
    facts: dict[str, object] = {"source": "print(3)", "language": "python", "problem_id": "sum", **changes}
    return await world.submitter.submit(SubmitRequest(**facts))  # type: ignore[arg-type]


@pytest.mark.parametrize("path", ["/", "/problems/sum", "/submissions", "/help/verdicts", "/problems/none", "/nothing"])
async def test_every_page_allows_nothing_but_our_own_files_and_its_nonce(world: PageWorld, path: str) -> None:
    first, second = await world.browser.get(path), await world.browser.get(path)

    policy = first.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    for directive in (
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "require-trusted-types-for 'script'",
    ):
        assert directive in policy
    assert first.headers["x-content-type-options"] == "nosniff"
    assert first.headers["referrer-policy"] == "same-origin"
    nonces = [re.search(r"'nonce-([^']+)'", page.headers["content-security-policy"]) for page in (first, second)]
    assert nonces[0] is not None
    assert nonces[1] is not None
    assert nonces[0][1] != nonces[1][1]
    scripts = re.findall(r"<script(?! type=\"application/json\")[^>]*>", first.text)
    assert scripts
    assert all(f'nonce="{nonces[0][1]}"' in script for script in scripts)


@pytest.mark.parametrize("path", ["/", "/problems/sum", "/submissions", "/help/verdicts"])
async def test_no_page_has_inline_styles_or_handlers(world: PageWorld, path: str) -> None:
    html = (await world.browser.get(path)).text

    assert not re.search(r"<[^>]*\s(style|on[a-z]+)=", html)


async def test_the_list_links_problems_with_their_difficulty_and_tags(world: PageWorld) -> None:
    html = (await world.browser.get("/")).text

    assert '<a class="cover" href="/problems/sum">Sum of two</a>' in html
    assert '<span class="difficulty easy">Easy</span>' in html
    assert 'href="/?tag=math"' in html


async def test_the_list_is_searched_by_its_address(world: PageWorld) -> None:
    await world.add_problem(id=ProblemId("tea"), names={"en": "Tea"}, keywords=("hard",))

    html = (await world.browser.get("/?q=tea&difficulty=hard")).text

    assert "/problems/tea" in html
    assert "/problems/sum" not in html
    assert 'value="tea"' in html


async def test_a_search_without_a_hit_says_so_and_leads_back(world: PageWorld) -> None:
    html = (await world.browser.get("/?q=zzz")).text

    assert "No problem fits this search" in html


async def test_a_problem_shows_statement_limits_samples_and_a_form(world: PageWorld) -> None:
    html = (await world.browser.get("/problems/sum")).text

    assert "<h1>Sum of two</h1>" in html
    assert '<span class="math" data-tex="a">a</span>' in html
    assert "2 s CPU" in html
    assert "512 MiB" in html
    assert '<pre id="sample-1-in" tabindex="0">1 2\n</pre>' in html
    assert 'action="/problems/sum/submit"' in html


async def test_secret_cases_never_reach_the_page(world: PageWorld) -> None:
    html = (await world.browser.get("/problems/sum")).text

    assert "secret-input" not in html
    assert "secret-answer" not in html


async def test_a_language_that_is_missing_here_cannot_be_chosen_and_names_its_package(world: PageWorld) -> None:
    html = (await world.browser.get("/problems/sum?language=java")).text

    assert re.search(r'<option value="java" disabled\s*>Java \(needs default-jdk-headless\)', html)
    assert re.search(r'<option value="cpp"\s+selected>', html)


async def test_languages_are_listed_by_how_often_they_are_used_and_what_is_missing_comes_last(world: PageWorld) -> None:
    html = (await world.browser.get("/problems/sum")).text

    listed = re.findall(r'<(?:optgroup label|option value)="([^"]+)"', html)
    assert listed == ["Often used", "cpp", "python", "Others", "ada", "Not installed here", "java"]


async def test_a_language_with_limits_of_its_own_says_so(world: PageWorld) -> None:
    await world.add_problem(time_factors={"python": 3.0})

    html = (await world.browser.get("/problems/sum")).text

    assert '"limits": "6 s CPU, 512 MiB"' in html
    assert html.count('"limits": null') == 3


async def test_a_function_problem_shows_arguments_by_name_and_starts_with_the_head_of_the_function(
    world: PageWorld,
) -> None:
    sample = await world.add_sample(b"[4,9]\n13\n", b"[0,1]\n")
    await world.add_problem(signature=PAIR, cases=(sample,), languages=("cpp", "python"))

    html = (await world.browser.get("/problems/sum?language=python")).text

    assert (
        '<span class="named" data-name="values">[4,9]</span>\n<span class="named" data-name="target">13</span>' in html
    )
    assert "def pair(self, values: List[int], target: int) -&gt; List[int]:" in html
    assert '"parameters": [{"name": "values", "type": "int[]"}' in html


async def test_a_class_to_be_written_shows_calls_with_their_results(world: PageWorld) -> None:
    sample = await world.add_sample(b'["Counter","add"]\n[[],[2]]\n', b"[null,7]\n")
    await world.add_problem(signature=COUNTER, cases=(sample,), languages=("python",))

    html = (await world.browser.get("/problems/sum")).text

    assert re.search(r"<code>add\(2\)</code></th>\s*<td><code>7</code>", html)


async def test_a_failed_case_of_a_function_problem_marks_the_values_that_differ(world: PageWorld) -> None:
    await world.add_problem(signature=PAIR, languages=("python",))
    submission = await sent(world)
    case = replace(WRONG_SAMPLE, input="[4,9]\n13\n", answer="[0,1]\n", output="[0,2]", error="seen\n")
    await world.judged(submission, Result(verdict=Verdict.WRONG_ANSWER, cases=(case,)))

    html = (await world.browser.get(f"/submissions/{submission.id}")).text

    assert '<span class="named" data-name="target">13</span>' in html
    assert "[0,<mark>2</mark>]" in html
    assert "<h3>Printed</h3>" in html


async def test_what_program_and_judge_said_is_shown_as_a_dialogue(world: PageWorld) -> None:
    await world.add_problem(interactor=Program(name="output_validators/judge.py", files=()))
    submission = await sent(world)
    case = replace(WRONG_SAMPLE, output=">500\n<lower\n")
    await world.judged(submission, Result(verdict=Verdict.WRONG_ANSWER, cases=(case,)))

    html = (await world.browser.get(f"/submissions/{submission.id}")).text

    assert '<p class="program">500</p><p class="judge">lower</p>' in html


async def test_differences_are_not_marked_where_another_checker_judges(world: PageWorld) -> None:
    await world.add_problem(validators=(Program(name="output_validators/check.py", files=()),))
    submission = await sent(world)
    await world.judged(submission, Result(verdict=Verdict.WRONG_ANSWER, cases=(WRONG_SAMPLE,)))

    html = (await world.browser.get(f"/submissions/{submission.id}")).text

    assert "<mark>" not in html


async def test_a_problem_that_scores_shows_its_groups_with_their_points(world: PageWorld) -> None:
    group = TestGroup(name="secret/small", members=(1,), aggregation=Aggregation.PASS_FAIL, max_score=40)
    whole = TestGroup(name="", members=(TestGroup(name="secret", members=(group,), max_score=40),), max_score=40)
    await world.add_problem(scores=True, groups=whole)

    html = (await world.browser.get("/problems/sum")).text

    assert "<span>40 points</span>" in html
    assert re.search(r'<th scope="row">small</th>\s*<td class="muted">all cases must pass</td>', html)


async def test_names_of_files_for_input_and_output_are_told(world: PageWorld) -> None:
    await world.add_problem(input_file="in.txt", output_file="out.txt")

    html = (await world.browser.get("/problems/sum")).text

    assert "<code>in.txt</code>" in html
    assert "<code>out.txt</code>" in html


async def test_the_form_starts_with_the_template_of_the_language_asked_for(world: PageWorld) -> None:
    html = (await world.browser.get("/problems/sum?language=c%2B%2B")).text

    assert re.search(r'<option value="cpp"\s+selected>', html)
    assert "int main() {}\n</textarea>" in html


async def test_the_form_of_a_function_problem_starts_with_the_head_of_the_function(world: PageWorld) -> None:
    text = "kind: function\nname: total\nparams: [{name: numbers, type: 'int[]'}]\nreturns: long\n"
    await world.add_problem(signature=text)

    html = (await world.browser.get("/problems/sum?language=python")).text

    assert "def total(self, numbers: List[int]) -&gt; int:" in html


async def test_a_problem_lists_only_the_languages_that_it_takes(world: PageWorld) -> None:
    await world.add_problem(languages=("cpp",))

    html = (await world.browser.get("/problems/sum")).text

    assert 'value="cpp"' in html
    assert 'value="python"' not in html


async def test_hostile_names_statements_and_keywords_stay_text(world: PageWorld) -> None:
    await world.add_problem(names={"en": HOSTILE}, statements={"en": HOSTILE}, keywords=(HOSTILE,), author=HOSTILE)

    for path in ("/", "/problems/sum"):
        html = (await world.browser.get(path)).text
        assert "<script>alert" not in html
        assert "⟨U+202E⟩" in html
        assert "\x1b" not in html


async def test_a_sample_can_be_downloaded(world: PageWorld) -> None:
    answer = await world.browser.get("/problems/sum/samples/1.ans")

    assert answer.content == b"3\n"
    assert answer.headers["content-disposition"] == 'attachment; filename="sum-1.ans"'
    assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize("path", ["2.in", "0.in", "01.in", "x.in", "9" * 5000 + ".in", "1.yaml", "2.ans"])
async def test_nothing_but_samples_can_be_downloaded(world: PageWorld, path: str) -> None:
    answer = await world.browser.get(f"/problems/sum/samples/{path}")

    assert answer.status_code == 404
    assert "secret" not in answer.text


async def test_a_form_submits_and_leads_to_a_page_that_renews_itself(world: PageWorld) -> None:
    answer = await world.browser.post("/problems/sum/submit", data=form(source="print(3)\r\nprint(4)"))

    assert answer.status_code == 303
    [submission] = await world.store.submissions(SubmissionFilter())
    assert answer.headers["location"] == f"/submissions/{submission.id}"
    assert submission.source == "print(3)\nprint(4)"
    page = (await world.browser.get(answer.headers["location"])).text
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in page
    assert "Waiting in the queue" in page


async def test_a_form_can_ask_for_the_samples_alone(world: PageWorld) -> None:
    answer = await world.browser.post("/problems/sum/submit", data=form(scope="samples"))

    page = (await world.browser.get(answer.headers["location"])).text
    assert "samples only" in page


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"source": ""}, "Source is empty"),
        (
            {"source": "x" * (SOURCE_LIMIT_BYTES + 1)},
            f"Source has {SOURCE_LIMIT_BYTES + 1} bytes, the limit is {SOURCE_LIMIT_BYTES}",
        ),
        ({"source": "a\0b"}, "Source has a NUL byte at character 2"),
        ({"language": "cobol"}, "Language &#39;cobol&#39; is unknown"),
        ({"language": "java"}, "the package default-jdk-headless would help"),
    ],
)
async def test_what_cannot_be_judged_is_said_beside_what_was_typed(
    world: PageWorld, changes: dict[str, str], says: str
) -> None:
    answer = await world.browser.post("/problems/sum/submit", data=form(**changes))

    assert answer.status_code == 422
    assert says in answer.text
    assert changes.get("source", "print(3)")[:20].replace("\0", "") in answer.text.replace("\0", "")


async def test_what_would_be_too_much_comes_back_with_what_was_typed_and_when_to_try_again(world: PageWorld) -> None:
    for _ in range(UNFINISHED_LIMIT):
        assert (await world.browser.post("/problems/sum/submit", data=form())).status_code == 303

    answer = await world.browser.post("/problems/sum/submit", data=form())

    assert (answer.status_code, answer.headers["retry-after"]) == (429, "60")
    assert f"the limit is {UNFINISHED_LIMIT}" in answer.text
    assert "print(3)" in answer.text


async def test_a_form_of_another_site_is_refused(world: PageWorld) -> None:
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ):
        answer = await world.browser.post("/problems/sum/submit", data=form(), headers=headers)
        assert answer.status_code == 403

    for headers in ({"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://judge.example"}):
        assert (await world.browser.post("/problems/sum/submit", data=form(), headers=headers)).status_code == 303


async def test_a_huge_form_is_refused_before_it_is_read(world: PageWorld) -> None:
    answer = await world.browser.post("/problems/sum/submit", data=form(source="x" * 100_000))

    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"{}", "application/json", 415),
        (b"source=%ff&language=python", "application/x-www-form-urlencoded", 400),
        ("source=é".encode(), "application/x-www-form-urlencoded", 400),
        (b"scope=secret", "application/x-www-form-urlencoded", 400),
        (b"a=1&" * 50, "application/x-www-form-urlencoded", 400),
    ],
)
async def test_a_body_that_is_no_form_gets_a_page_that_says_so(
    world: PageWorld, body: bytes, content_type: str, status: int
) -> None:
    answer = await world.browser.post("/problems/sum/submit", content=body, headers={"Content-Type": content_type})

    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")


async def test_a_result_shows_verdict_facts_and_the_first_failing_case(world: PageWorld) -> None:
    submission = await sent(world)
    await world.judged(
        submission,
        Result(
            verdict=Verdict.WRONG_ANSWER,
            reason=Reason.MISMATCH,
            cpu_time=timedelta(milliseconds=12),
            memory_bytes=3 * 1024 * 1024,
            cases=(WRONG_SAMPLE,),
            compile_output="\x1b[1mmain.c\x1b[0m: unused variable",
        ),
    )

    html = (await world.browser.get(f"/submissions/{submission.id}")).text

    assert "<h1>Wrong answer</h1>" in html
    assert "The output differs from the answer." in html
    assert "12 ms" in html
    assert "3 MiB" in html
    assert "Line 1, token 1: expected 3, got 4." in html
    assert "<mark>3</mark>" in html
    assert "<mark>4</mark>" in html
    assert "main.c: unused variable" in html
    assert (
        '<pre class="box source" id="source" tabindex="0" data-editor="python"><code><span>print(3)</span></code></pre>'
        in html
    )
    assert "refresh" not in html


async def test_a_crash_on_a_secret_case_is_told_in_words_without_its_data(world: PageWorld) -> None:
    submission = await sent(world)
    await world.judged(submission, Result(verdict=Verdict.RUNTIME_ERROR, reason=Reason.SIGNAL, cases=(CRASHED_SECRET,)))

    html = (await world.browser.get(f"/submissions/{submission.id}")).text

    assert "It was ended by SIGSEGV: it touched memory that is not its own" in html
    assert "First failing case" not in html


async def test_the_times_of_a_case_that_was_run_again_are_shown(world: PageWorld) -> None:
    submission = await sent(world)
    times = [timedelta(seconds=1.04), timedelta(seconds=0.97)]
    runs = tuple(TimedRun(cpu_time=each, wall_time=each, involuntary_switches=0, is_alone=True) for each in times)
    timing = Timing(doubt=Doubt.NEAR_LIMIT, runs=runs)
    case = CaseResult(index=0, name="secret/1", visible=False, verdict=Verdict.ACCEPTED, timing=timing)
    await world.judged(submission, Result(verdict=Verdict.ACCEPTED, cases=(case,)))

    html = (await world.browser.get(f"/submissions/{submission.id}")).text

    assert "Run 2 times, since its time was very near the limit: 1.040 s, 0.970 s of CPU time." in html


async def test_hostile_output_stays_text(world: PageWorld) -> None:
    submission = await sent(world, source=f"# {HOSTILE}".replace("\x1b", ""))
    case = CaseResult(
        index=0,
        name=HOSTILE,
        visible=True,
        verdict=Verdict.WRONG_ANSWER,
        reason=Reason.MISMATCH,
        message=HOSTILE,
        input=HOSTILE,
        answer=HOSTILE,
        output=HOSTILE + "x",
        error=HOSTILE,
    )
    await world.judged(
        submission, Result(verdict=Verdict.WRONG_ANSWER, cases=(case,), compile_output=HOSTILE, detail=HOSTILE)
    )

    html = (await world.browser.get(f"/submissions/{submission.id}")).text

    assert "<script>alert" not in html
    assert "\u202e" not in html
    assert "\x1b" not in html


async def test_a_run_on_own_input_shows_what_it_printed(world: PageWorld) -> None:
    submission = await sent(world, problem_id="sum", scope=Scope.INPUT, input="7")
    case = CaseResult(index=0, name="input", visible=True, verdict=Verdict.ACCEPTED, input="7", output="fourteen")
    await world.judged(submission, Result(verdict=Verdict.ACCEPTED, cases=(case,)))

    html = (await world.browser.get(f"/submissions/{submission.id}")).text

    assert "<h1>Finished</h1>" in html
    assert "fourteen" in html


async def test_submissions_are_listed_newest_first_by_problem(world: PageWorld) -> None:
    await world.add_problem(id=ProblemId("tea"), names={"en": "Tea"})
    first, other, second = await sent(world), await sent(world, problem_id="tea"), await sent(world)

    html = (await world.browser.get("/submissions?problem=sum")).text

    assert html.index(second.id) < html.index(first.id)
    assert other.id not in html


async def test_a_long_list_of_submissions_goes_on_on_another_page(world: PageWorld) -> None:
    all_of_them = [await sent(world) for _ in range(51)]

    first = (await world.browser.get("/submissions")).text
    assert all_of_them[0].id not in first
    older = re.search(r'href="(\?before=[^"]+)">Older', first)
    assert older is not None
    assert all_of_them[0].id in (await world.browser.get(f"/submissions{older[1]}")).text


@pytest.mark.parametrize("query", ["before=%00", "problem=%00", "user=a%0ab"])
async def test_a_filter_that_no_database_takes_is_refused(world: PageWorld, query: str) -> None:
    assert (await world.browser.get(f"/submissions?{query}")).status_code == 400


async def test_an_unknown_page_is_a_page_for_people_and_nothing_of_ours_for_programs(world: PageWorld) -> None:
    for_people = await world.browser.get("/nothing")
    assert for_people.status_code == 404
    assert "There is no such page" in for_people.text

    for path, accept in (("/nothing", "application/json"), ("/api/v1/nothing", "text/html")):
        answer = await world.browser.get(path, headers={"Accept": accept})
        assert answer.status_code == 404
        assert "<html" not in answer.text


@pytest.mark.parametrize(
    "path",
    ["/problems/none", "/problems/%00", "/submissions/none", "/submissions/%00", "/problems/none/samples/1.in"],
)
async def test_what_is_unknown_is_a_page_with_404(world: PageWorld, path: str) -> None:
    answer = await world.browser.get(path)

    assert answer.status_code == 404
    assert "Not found" in answer.text


async def test_a_database_that_is_away_is_a_page_that_asks_for_patience(
    world: PageWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(_store: object) -> None:
        raise StoreError("the database at secret-host does not answer")

    monkeypatch.setattr(type(world.store), "problems", away)

    answer = await world.browser.get("/")

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert "secret-host" not in answer.text


async def test_points_are_shown_for_each_test_group_with_its_reason(world: PageWorld) -> None:
    submission = await sent(world)
    groups = (
        GroupResult(name="secret/a", verdict=Verdict.ACCEPTED, score=40, max_score=40, accepted=3, judged=3, cases=3),
        GroupResult(name="secret/b", verdict=Verdict.SKIPPED, reason=Reason.DEPENDENCY, score=0, max_score=60, cases=2),
    )
    result = Result(verdict=Verdict.PARTIALLY_ACCEPTED, score=40, max_score=100, groups=groups, cases=(WRONG_SAMPLE,))
    await world.judged(submission, result)

    html = (await world.browser.get(f"/submissions/{submission.id}")).text

    assert "40 of 100" in html
    assert "3 of 3" in html
    assert "0 of 60" in html
    assert "It counts only if other test groups are solved." in html
