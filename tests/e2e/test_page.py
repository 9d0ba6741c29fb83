"""The pages in a real browser, on a real server: `server_url` starts one with the sample problems."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect, sync_playwright

CHROMIUM = "/usr/bin/chromium"
PROBLEM = "a-plus-b"
RIGHT = "print(sum(map(int, input().split())))"
WRONG = 'print("wrong")'
BROKEN = "def syntax error"
FUNCTION_PROBLEM = "pair-for-target"
PRINTING_FUNCTION = """class Solution:
    def pairForTarget(self, values, target):
        print("seen", target)
        return [len(values)]"""
CLASS_PROBLEM = "largest-stack"
JUDGED_WITHIN_MS = 30_000

PHONE = {"width": 390, "height": 800}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture
def context(browser: Browser, server_url: str) -> Iterator[BrowserContext]:
    made = browser.new_context(base_url=server_url, viewport={"width": 1360, "height": 820})
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page on which any complaint of the browser, such as a refused script or style, fails the test."""
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    assert complaints == []


def open_problem(page: Page, problem: str = PROBLEM) -> None:
    page.goto(f"/problems/{problem}")
    expect(page.locator(".cm-content")).to_be_visible()
    page.get_by_label("Language").select_option("python")


def type_source(page: Page, source: str) -> None:
    page.locator(".cm-content").click()
    page.keyboard.press("Control+A")
    # Typing over a selection, Chromium itself tries an inline style, is refused, and says so on the console.
    page.keyboard.press("Delete")
    page.keyboard.insert_text(source)


def expect_headline(page: Page, text: str) -> None:
    expect(page.locator(".headline").get_by_role("heading")).to_have_text(text, timeout=JUDGED_WITHIN_MS)


def test_someone_opens_a_problem_submits_and_sees_the_verdict_arrive_case_by_case(page: Page) -> None:
    page.goto("/")
    page.locator(f'a[href="/problems/{PROBLEM}"]').click()
    expect(page.locator(".cm-content")).to_be_visible()
    page.get_by_label("Language").select_option("python")
    type_source(page, RIGHT)
    page.keyboard.press("Control+Enter")

    expect_headline(page, "Accepted")
    ticks = page.locator(".tick")
    assert ticks.count() > 10
    expect(page.locator(".tick.good")).to_have_count(ticks.count())
    expect(page).to_have_title(re.compile("^✓ Accepted"))

    page.get_by_role("link", name="All details of this submission").click()
    expect_headline(page, "Accepted")
    expect(page.locator("#source")).to_have_text(RIGHT)
    expect(page.locator("#source .name").first).to_have_text("print")

    page.goto("/")
    expect(page.locator(f'[data-problem="{PROBLEM}"]')).to_contain_text("Solved")


def test_a_run_on_the_samples_marks_what_differs(page: Page) -> None:
    open_problem(page)
    type_source(page, WRONG)
    page.keyboard.press("Control+'")

    expect(page.locator(".console-panel mark").first).to_be_visible(timeout=JUDGED_WITHIN_MS)
    expect(page.locator(".console-panel .verdict")).to_have_text("Wrong answer")
    expect(page.get_by_role("tab", selected=True)).to_contain_text("Sample")


def test_a_run_on_own_input_shows_what_was_printed(page: Page) -> None:
    open_problem(page)
    type_source(page, RIGHT)
    page.get_by_role("tab", name="Own input").click()
    page.get_by_role("tabpanel").get_by_role("textbox").fill("20 22\n")
    page.get_by_role("button", name="Run").click()

    expect_headline(page, "Finished")


def test_a_function_is_called_with_the_arguments_of_the_fields_and_what_it_prints_is_apart(page: Page) -> None:
    open_problem(page, FUNCTION_PROBLEM)
    expect(page.locator(".cm-content")).to_contain_text("def pairForTarget")
    type_source(page, PRINTING_FUNCTION)
    page.get_by_role("tab", name="Own input").click()
    page.get_by_label("values").fill("[5,6,7]")
    page.get_by_label("target").fill("9007199254740993")
    page.get_by_role("button", name="Run").click()

    expect_headline(page, "Finished")
    panel = page.locator(".console-panel")
    expect(panel.locator("[data-name=target]")).to_have_text("9007199254740993")
    expect(panel.locator(".data", has_text="Returned").locator("pre")).to_have_text("[3]")
    expect(panel.locator(".data", has_text="Printed").locator("pre")).to_have_text("seen 9007199254740993")


def test_a_class_that_is_wrong_shows_in_which_call(page: Page) -> None:
    open_problem(page, CLASS_PROBLEM)
    page.keyboard.press("Control+'")

    wrong = page.locator(".console-panel .calls tbody tr", has_text="push(3)")
    expect(wrong.locator("mark")).to_have_text("null", timeout=JUDGED_WITHIN_MS)


def test_what_the_compiler_says_is_shown(page: Page) -> None:
    open_problem(page)
    type_source(page, BROKEN)
    page.get_by_role("button", name="Submit").click()

    expect(page.locator(".headline")).to_have_class(re.compile("warn|bad"), timeout=JUDGED_WITHIN_MS)


def test_a_draft_survives_leaving_the_page_and_choosing_another_language(page: Page) -> None:
    open_problem(page)
    type_source(page, "# my draft")
    page.get_by_label("Language").select_option("cpp")
    expect(page.locator(".cm-content")).not_to_contain_text("my draft")

    page.goto("/")
    open_problem(page)

    expect(page.locator(".cm-content")).to_contain_text("# my draft")


def test_what_is_typed_before_the_scripts_arrive_is_kept(context: BrowserContext) -> None:
    page = context.new_page()
    held: list[Route] = []
    page.route("**/static/workbench-*.js", lambda route: held.append(route))
    page.goto(f"/problems/{PROBLEM}", wait_until="commit")
    page.get_by_label("Language").select_option("python")
    page.get_by_label("Source code").fill("# early")
    expect(page.locator(".cm-content")).to_have_count(0)

    held[0].continue_()

    expect(page.locator(".cm-content")).to_have_text("# early")
    expect(page.get_by_label("Language")).to_have_value("python")


def test_a_server_that_takes_nothing_says_so_and_the_code_stays(context: BrowserContext) -> None:
    page = context.new_page()
    page.route("**/api/v1/submissions", lambda route: route.fulfill(status=503, headers={"Retry-After": "5"}))
    open_problem(page)
    type_source(page, RIGHT)
    page.keyboard.press("Control+Enter")

    expect_headline(page, "Not submitted")
    expect(page.locator(".headline")).to_contain_text("try again in 5 seconds")
    page.reload()
    expect(page.locator(".cm-content")).to_contain_text(RIGHT)


def test_a_verdict_arrives_although_the_event_stream_is_broken(context: BrowserContext) -> None:
    page = context.new_page()
    page.route("**/events", lambda route: route.fulfill(status=502))
    open_problem(page)
    type_source(page, RIGHT)
    page.keyboard.press("Control+Enter")

    expect_headline(page, "Accepted")


def test_without_scripts_a_form_submits_and_the_page_renews_itself(browser: Browser, server_url: str) -> None:
    context = browser.new_context(base_url=server_url, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"/problems/{PROBLEM}?language=python")
    page.get_by_label("Source code").fill(RIGHT)
    page.get_by_role("button", name="Submit").click()

    expect(page).to_have_url(re.compile("/submissions/"))
    expect_headline(page, "Accepted")
    context.close()


def test_the_chosen_theme_stays(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Theme: as the system").click()
    page.get_by_role("button", name="Theme: light").click()
    page.goto("/submissions")

    expect(page.get_by_role("button", name="Theme: dark")).to_be_visible()
    expect(page.locator("html")).to_have_css("color-scheme", "dark")


@pytest.mark.parametrize(("path", "budget_kib"), [("/", 15), (f"/problems/{PROBLEM}", 200)])
def test_a_page_loads_no_more_script_than_its_budget(page: Page, path: str, budget_kib: int) -> None:
    page.goto(path)
    page.wait_for_load_state("networkidle")
    sizes: dict[str, int] = page.evaluate(
        "Object.fromEntries(performance.getEntriesByType('resource').map(each => [each.name, each.encodedBodySize]))"
    )

    scripts = {name: size for name, size in sizes.items() if name.endswith(".js") and "/math-" not in name}

    assert all("/static/" in name for name in sizes)
    assert 0 < sum(scripts.values()) <= budget_kib * 1024


def test_on_a_phone_statement_and_code_take_turns(browser: Browser, server_url: str) -> None:
    context = browser.new_context(base_url=server_url, viewport=PHONE, is_mobile=True, has_touch=True)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"/problems/{PROBLEM}")
    expect(page.locator("#workbench")).to_be_hidden()

    page.get_by_role("button", name="Code").click()

    expect(page.locator(".cm-content")).to_be_visible()
    expect(page.locator("article")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    context.close()
