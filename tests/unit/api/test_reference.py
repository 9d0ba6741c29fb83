import re
from typing import Any

import httpx2
import jsonschema_rs
import pytest
from fastapi import FastAPI

from judgebox.api.docs import with_code
from judgebox.api.errors import TITLES

OPERATIONS = [
    ("/api/v1/submissions", "post"),
    ("/api/v1/submissions", "get"),
    ("/api/v1/submissions/batch", "post"),
    ("/api/v1/submissions/{id}", "get"),
    ("/api/v1/submissions/{id}/cancel", "post"),
    ("/api/v1/submissions/{id}/events", "get"),
    ("/api/v1/submissions/{id}/retry", "post"),
    ("/api/v1/submissions/{id}/band", "post"),
    ("/api/v1/submissions/{id}/attempts", "get"),
    ("/api/v1/queue", "get"),
    ("/api/v1/queue/pause", "post"),
    ("/api/v1/queue/resume", "post"),
    ("/api/v1/queue/intake", "post"),
    ("/api/v1/queue/rejected", "get"),
    ("/api/v1/queue/dead", "get"),
    ("/api/v1/workers", "get"),
    ("/api/v1/batches", "post"),
    ("/api/v1/batches/{id}", "get"),
    ("/api/v1/batches/{id}/cancel", "post"),
    ("/api/v1/batches/{id}/results", "get"),
    ("/api/v1/rejudges", "post"),
    ("/api/v1/rejudges", "get"),
    ("/api/v1/rejudges/{id}", "get"),
    ("/api/v1/rejudges/{id}/matrix", "get"),
    ("/api/v1/rejudges/{id}/changes", "get"),
    ("/api/v1/rejudges/{id}/apply", "post"),
    ("/api/v1/rejudges/{id}/drop", "post"),
    ("/api/v1/rejudges/{id}/retry", "post"),
    ("/api/v1/problems", "get"),
    ("/api/v1/problems/{id}", "get"),
    ("/api/v1/languages", "get"),
    ("/api/v1/health", "get"),
    ("/submit", "post"),
    ("/result/{id}", "get"),
]


def assert_fits(document: dict[str, Any], content: dict[str, Any]) -> None:
    """Hold an example against the schema beside it."""
    schema = content["schema"] | {"components": document["components"]}
    jsonschema_rs.Draft202012Validator(schema, validate_formats=True).validate(content["example"])


def test_the_document_is_openapi_3_1_and_lists_every_call(app: FastAPI) -> None:
    document = app.openapi()

    assert document["openapi"].startswith("3.1")
    assert {(path, method) for path, methods in document["paths"].items() for method in methods} == set(OPERATIONS)
    assert all(operation["description"] for methods in document["paths"].values() for operation in methods.values())


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_every_call_has_an_example_that_fits_its_schema(app: FastAPI, path: str, method: str) -> None:
    document = app.openapi()
    operation = document["paths"][path][method]

    if "requestBody" in operation:
        assert_fits(document, operation["requestBody"]["content"]["application/json"])
    contents = [content for answer in operation["responses"].values() for content in answer.get("content", {}).values()]
    assert contents
    for content in contents:
        assert_fits(document, content)


def test_the_clocks_that_end_a_slow_run_are_told_apart(app: FastAPI) -> None:
    reason = app.openapi()["components"]["schemas"]["Reason"]

    assert {"cpu", "wall", "idle"} <= set(reason["enum"])
    assert all(f"`{clock}`" in reason["description"] for clock in ("cpu", "wall", "idle"))


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_every_error_is_documented_as_problem_json(app: FastAPI, path: str, method: str) -> None:
    if path == "/api/v1/health":
        return
    responses = app.openapi()["paths"][path][method]["responses"]

    for status, response in responses.items():
        if int(status) >= 400:
            assert list(response["content"]) == ["application/problem+json"]
    assert {"422", "503"} <= set(responses)


async def test_the_reference_shows_every_call_and_error_without_anything_from_elsewhere(
    client: httpx2.AsyncClient,
) -> None:
    answer = await client.get("/docs")

    page = answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    for path, method in OPERATIONS:
        assert f'<b class="{method.upper()}">{method.upper()}</b> <code>{path}</code>' in page
    for code in TITLES:
        assert f'id="error-{code}"' in page
    assert "<script" not in page
    assert not re.search(r"\sstyle=", page)
    assert re.findall(r"(?:src|href)=\"((?!#)[^\"]*)\"", page) == [
        "/docs/reference.css",
        "/",
        "/openapi.json",
        "/openapi.json",
    ]
    assert (await client.get("/docs/reference.css")).headers["content-type"].startswith("text/css")
    assert (await client.get("/openapi.json")).json()["info"]["title"] == "judgebox"


async def test_a_link_of_the_reference_leads_somewhere(client: httpx2.AsyncClient) -> None:
    page = (await client.get("/docs")).text

    anchors = set(re.findall(r"href=\"#([^\"]+)\"", page))
    assert anchors <= set(re.findall(r"id=\"([^\"]+)\"", page))


def test_text_between_backticks_is_shown_as_code_and_nothing_as_markup() -> None:
    assert with_code("give `a<b>` & `c`") == "give <code>a&lt;b&gt;</code> &amp; <code>c</code>"
