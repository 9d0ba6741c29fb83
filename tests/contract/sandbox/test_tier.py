"""The tier that a machine gives, where it is known beforehand; scripts/cgroup2-guest says so."""

import os

import pytest

from judgebox.sandbox import LauncherSandbox

TIER = os.environ.get("SANDBOX_TEST_TIER")


@pytest.mark.skipif(TIER is None, reason="SANDBOX_TEST_TIER does not say what this machine should give")
async def test_the_tier_is_the_one_that_this_machine_was_made_for(sandbox: LauncherSandbox) -> None:
    assert sandbox.tier == TIER
    assert sandbox.cgroup_version == (None if TIER == "C" else "v2")
