"""The working directory of a weak box: a real directory, in which a program may have left anything."""

import os
import shutil
import stat
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from judgebox.domain.errors import RequestError, SandboxError

DEPTH_LIMIT = 32
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class Folder:
    """Two directories that a program may write to, its working directory and its /tmp, and the frozen start.

    Used only while no process of the box lives, so that nothing changes below our hands.
    """

    def __init__(self, base: Path, user_id: int) -> None:
        self.work, self.temporary = base / "work", base / "tmp"
        self._frozen = base / "frozen"
        self._user_id = user_id
        try:
            self._make(self.work)
            self._make(self.temporary)
        except OSError as error:
            remedy = "weak isolation needs the capabilities CHOWN, DAC_OVERRIDE, FOWNER, KILL, SETUID and SETGID"
            raise SandboxError(f"{base}: {error.strerror} ({remedy})", step="scratch") from error

    def _make(self, directory: Path) -> None:
        directory.mkdir(mode=0o755)
        os.chown(directory, self._user_id, self._user_id)

    def put(self, path: str, content: bytes, *, mode: int) -> None:
        """Write a file, through no link.

        Raises:
            SandboxError: something else is where the file, or a directory on its way, should be.
        """
        *parents, name = PurePosixPath(path).parts
        directory = os.open(self.work, _DIRECTORY)
        try:
            for parent in parents:
                directory = self._enter(directory, parent)
            file = os.open(name, _NEW_FILE, mode, dir_fd=directory)
            with os.fdopen(file, "wb") as stream:
                if not stat.S_ISREG(os.fstat(file).st_mode):
                    raise SandboxError(f"{path} is no regular file", step="put")
                os.fchmod(file, mode)
                os.fchown(file, self._user_id, self._user_id)
                stream.write(content)
        except OSError as error:
            raise SandboxError(f"{path}: {error.strerror}", step="put") from error
        finally:
            os.close(directory)

    def _enter(self, directory: int, name: str) -> int:
        try:
            os.mkdir(name, 0o755, dir_fd=directory)
            os.chown(name, self._user_id, self._user_id, dir_fd=directory, follow_symlinks=False)
        except FileExistsError:
            pass
        below = os.open(name, _DIRECTORY, dir_fd=directory)
        os.close(directory)
        return below

    def freeze(self) -> None:
        """Make what there is the start of every later run."""
        if not self._frozen.exists():
            self.work.rename(self._frozen)
        self.renew()

    def renew(self) -> None:
        """Throw away what a run has written, but for the working directory before it is frozen."""
        try:
            shutil.rmtree(self.temporary)
            self._make(self.temporary)
            if self._frozen.exists():
                shutil.rmtree(self.work, ignore_errors=not self.work.exists())
                shutil.copytree(self._frozen, self.work, symlinks=True)
                self._give_away(self.work)
        except (OSError, shutil.Error) as error:
            raise SandboxError(f"the directories can't be renewed: {error}", step="scratch") from error

    def _give_away(self, directory: Path) -> None:
        for path, directories, files in os.walk(directory):
            for name in (".", *directories, *files):
                os.chown(Path(path, name), self._user_id, self._user_id, follow_symlinks=False)

    def collect(self, directory: str, *, limit_bytes: int, limit_files: int) -> Mapping[str, bytes]:
        """Read every regular file of a directory in the working directory.

        Raises:
            RequestError: there is more than the limits allow.
        """
        found: dict[str, bytes] = {}
        left = limit_bytes
        entries = 0
        top = self.work / directory
        for path, directories, files, opened in os.fwalk(top):
            relative = Path(path).relative_to(top)
            entries += len(directories) + len(files)
            if len(relative.parts) > DEPTH_LIMIT or entries > 4 * limit_files:
                raise _too_many(limit_files)
            for name in files:
                if not stat.S_ISREG(os.stat(name, dir_fd=opened, follow_symlinks=False).st_mode):
                    continue
                if len(found) >= limit_files:
                    raise _too_many(limit_files)
                content = _read(name, opened, left, limit_bytes)
                left -= len(content)
                found[str(relative / name)] = content
        return found


def _read(name: str, directory: int, left: int, limit_bytes: int) -> bytes:
    with os.fdopen(os.open(name, _FILE, dir_fd=directory), "rb") as stream:
        content = stream.read(left + 1)
    if len(content) > left:
        raise RequestError(f"the files have more than {limit_bytes} bytes", code="files_too_large")
    return content


def _too_many(limit_files: int) -> RequestError:
    return RequestError(f"there are more than {limit_files} files, or too deep ones", code="too_many_files")
