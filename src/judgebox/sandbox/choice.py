"""Which sandbox a host gets: the real one, or, where an operator asks for it, what can be had without namespaces."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from judgebox.domain.errors import SandboxError
from judgebox.ports import Sandbox
from judgebox.sandbox.sandbox import open_sandbox
from judgebox.sandbox.spawner import LAUNCHER
from judgebox.sandbox.weak import open_weak_sandbox

REFUSAL = (
    "Without boxes judgebox refuses to run programs. With --allow-weak-isolation, or the setting "
    "JUDGEBOX_ALLOW_WEAK_ISOLATION=true, it runs them held by Landlock and a filter alone: "
    "not safe for strangers' programs"
)


@asynccontextmanager
async def open_allowed_sandbox(
    *, hidden: Sequence[Path] = (), allow_weak: bool = False, pool_size: int = 0, launcher: Path = LAUNCHER
) -> AsyncIterator[Sandbox]:
    """Open the sandbox, or a weak one where this host allows no boxes and the operator does allow that.

    Args:
        hidden, pool_size, launcher: as for `open_sandbox`.

    Raises:
        SandboxError: this host allows no boxes, and weak isolation is not allowed or not possible either.
    """
    async with AsyncExitStack() as stack:
        sandbox: Sandbox
        try:
            opened = open_sandbox(hidden=hidden, launcher=launcher, pool_size=pool_size)
            sandbox = await stack.enter_async_context(opened)
        except SandboxError as error:
            if error.step == "launcher":  # an incomplete installation is no reason to isolate less
                raise
            if not allow_weak:
                raise SandboxError(f"{error}. {REFUSAL}") from error
            sandbox = await stack.enter_async_context(open_weak_sandbox(hidden=hidden))
        yield sandbox
