"""What `judgebox doctor` tells of the sandbox: each feature is tried by using it.

`inside` tries in boxes, `groups` with control groups; `host` looks at the host's settings; `timing` measures;
`refused` finds out why, where there can be no boxes.
"""

from dataclasses import dataclass

import anyio.to_thread

from judgebox.domain.errors import SandboxError
from judgebox.sandbox.probe.check import Check, Level
from judgebox.sandbox.probe.groups import check_cgroups
from judgebox.sandbox.probe.host import check_host
from judgebox.sandbox.probe.inside import check_inside
from judgebox.sandbox.probe.refused import check_refusals
from judgebox.sandbox.probe.timing import Figures, measure, timing_checks
from judgebox.sandbox.sandbox import open_sandbox

__all__ = ["Check", "Figures", "Level", "Report", "probe"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What this host can do.

    Attributes:
        tier: how strong the isolation is; None if it can make no box at all.
        figures: what was measured; None if there are no boxes, or it was not asked for.
    """

    tier: str | None
    checks: tuple[Check, ...]
    figures: Figures | None = None


async def probe(*, slots: int | None = None) -> Report:
    """Try everything that the sandbox needs of this host; takes about a second.

    Args:
        slots: how many programs will run at once, for the measurements, which take some seconds more;
            None leaves them out.
    """
    checks = await anyio.to_thread.run_sync(check_cgroups)
    tier, figures = None, None
    try:
        async with open_sandbox() as sandbox:
            tier = sandbox.tier
            checks.append(Check(name="boxes", group="isolation", level=Level.FINE, detail="can be made"))
            checks += await check_inside(sandbox)
            if slots is not None:
                figures = await measure(sandbox, slots=slots)
    except SandboxError as error:
        checks.append(Check(name="boxes", group="isolation", level=Level.FAILED, detail=str(error)))
        checks += await anyio.to_thread.run_sync(check_refusals)
    checks += check_host()
    if figures is not None:
        checks += timing_checks(figures)
    return Report(tier=tier, checks=tuple(checks), figures=figures)
