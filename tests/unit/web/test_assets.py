import json
from pathlib import Path

import pytest
from starlette.requests import Request

from judgebox.web.assets import FOREVER, Assets, AssetsError, read_assets


@pytest.fixture
def assets(tmp_path: Path) -> Assets:
    for name in ("app-1.js", "app-1.js.gz", "app-1.js.br", "icon-2.svg", "LICENSES.txt"):
        (tmp_path / name).write_text(name)
    (tmp_path / "manifest.json").write_text(
        json.dumps(
            {
                "entries": {"app.js": "app-1.js"},
                "imports": {"app.js": ["chunk-3.js"]},
                "files": ["app-1.js", "app-1.js.gz", "app-1.js.br", "icon-2.svg", "LICENSES.txt"],
            }
        )
    )
    return read_assets(tmp_path)


def ask(name: str, *, encoding: str = "") -> Request:
    headers = [(b"accept-encoding", encoding.encode())]
    return Request({"type": "http", "method": "GET", "path_params": {"name": name}, "headers": headers, "path": "/"})


def test_missing_assets_are_a_sentence_that_says_how_to_build_them(tmp_path: Path) -> None:
    with pytest.raises(AssetsError, match=r"are missing .*`python hatch_build\.py`"):
        read_assets(tmp_path)


def test_a_broken_manifest_is_a_sentence_too(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{")

    with pytest.raises(AssetsError, match="can't be read"):
        read_assets(tmp_path)


def test_pages_refer_to_names_with_the_hash(assets: Assets) -> None:
    assert assets.url("app.js") == "/static/app-1.js"
    assert assets.early("app.js") == ["/static/chunk-3.js"]


def test_a_file_is_kept_by_browsers_for_ever_and_has_its_type(assets: Assets) -> None:
    response = assets.respond(ask("app-1.js"))

    assert response.headers["cache-control"] == FOREVER
    assert response.headers["content-type"].startswith("text/javascript")
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("accepted", "encoding"), [("gzip, deflate, br", "br"), ("gzip;q=1.0", "gzip"), ("identity", None), ("", None)]
)
def test_the_best_compressed_form_that_the_browser_takes_is_sent(
    assets: Assets, accepted: str, encoding: str | None
) -> None:
    response = assets.respond(ask("app-1.js", encoding=accepted))

    assert response.headers.get("content-encoding") == encoding
    assert response.headers["content-type"].startswith("text/javascript")


@pytest.mark.parametrize("name", ["manifest.json", "../app-1.js", "..", "", "app-2.js", "/etc/passwd"])
def test_nothing_but_the_files_of_the_manifest_is_served(assets: Assets, name: str) -> None:
    assert assets.respond(ask(name)).status_code == 404


def test_the_licences_are_no_file_for_ever_since_their_name_has_no_hash(assets: Assets) -> None:
    assert assets.respond(ask("LICENSES.txt")).headers["cache-control"] == "no-cache"
