"""The built files of the browser's side: their names, and how they are served."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

from judgebox.domain.errors import PlatformError

DIST = Path(__file__).parent / "static" / "dist"

TYPES: Mapping[str, str] = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
}

FOREVER = "public, max-age=31536000, immutable"
"""A file's name holds the hash of its content, so it never changes."""

LICENSES = "LICENSES.txt"
"""The licences of what is bundled: the one file whose name has no hash."""

TWINS = (("br", ".br"), ("gzip", ".gz"))
"""Compressed forms that the build writes beside a file, best first."""


class AssetsError(PlatformError):
    """The browser's files were not built."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assets:
    """The files that pages refer to.

    Attributes:
        entries: name in the sources, such as "workbench.js", to name on disk.
        imports: entry to the files that it loads first, so that a page can ask for them early.
        files: every name that is served; nothing else of the directory is.
    """

    directory: Path
    entries: Mapping[str, str]
    imports: Mapping[str, tuple[str, ...]]
    files: frozenset[str]

    def url(self, entry: str) -> str:
        return f"/static/{self.entries[entry]}"

    def early(self, entry: str) -> list[str]:
        return [f"/static/{name}" for name in self.imports.get(entry, ())]

    def respond(self, request: Request) -> Response:
        """Serve one file, compressed if the browser takes that."""
        name = request.path_params["name"]
        if name not in self.files:
            return PlainTextResponse("there is no such file", status_code=404)
        headers = {
            "Cache-Control": "no-cache" if name == LICENSES else FOREVER,
            "Vary": "Accept-Encoding",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "same-origin",
        }
        path = self.directory / name
        media_type = TYPES.get(path.suffix, "application/octet-stream")
        accepted = {part.split(";")[0].strip() for part in request.headers.get("accept-encoding", "").split(",")}
        for encoding, suffix in TWINS:
            twin = path.with_name(name + suffix)
            if encoding in accepted and name + suffix in self.files:
                return FileResponse(twin, media_type=media_type, headers={**headers, "Content-Encoding": encoding})
        return FileResponse(path, media_type=media_type, headers=headers)


def read_assets(directory: Path = DIST) -> Assets:
    """Read what the build of `frontend/` left.

    Raises:
        AssetsError: it was never run, or left a manifest that can't be read.
    """
    path = directory / "manifest.json"
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        return Assets(
            directory=directory,
            entries=manifest["entries"],
            imports={entry: tuple(names) for entry, names in manifest["imports"].items()},
            files=frozenset(manifest["files"]),
        )
    except FileNotFoundError as error:
        raise AssetsError(f"the pages' assets are missing ({path}): build them with `python hatch_build.py`") from error
    except (OSError, ValueError, KeyError) as error:
        raise AssetsError(f"the pages' assets can't be read ({path}): {error}") from error
