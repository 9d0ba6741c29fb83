"""The profiles for containers: a sandbox works under ours, and tells under an engine's own what is missing."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from judgebox.config import Settings
from judgebox.sandbox.probe.host import landlock_abi
from judgebox.sandbox.weak.sandbox import LANDLOCK_NEEDED

ROOT = Path(__file__).parents[3]
DEPLOY = ROOT / "deploy"
CONTAINER = Path(__file__).parent / "container.py"
CAPABILITIES = ("SETUID", "SETGID")
"""Those that deploy/ gives to a container; without SYS_ADMIN above all."""
USUAL_CAPABILITIES = (*CAPABILITIES, "CHOWN", "DAC_OVERRIDE", "FOWNER", "KILL")
"""What weak isolation needs; an engine gives these and more to a container that doesn't drop them."""
NAMESPACE_FLAGS = 0x7E020000
DANGEROUS = (
    *("bpf", "ptrace", "process_vm_writev", "setns", "open_by_handle_at", "perf_event_open", "userfaultfd", "keyctl"),
    *(
        "kexec_load",
        "init_module",
        "finit_module",
        "delete_module",
        "reboot",
        "swapon",
        "io_uring_setup",
        "settimeofday",
    ),
    *("clock_settime", "fsopen", "fsconfig", "fsmount", "fanotify_init", "add_key", "request_key", "iopl", "ioperm"),
    *("acct", "quotactl", "syslog", "mbind", "move_pages", "pidfd_getfd", "kcmp", "nfsservctl", "uselib", "vhangup"),
)

needs_weak_isolation = pytest.mark.skipif(
    os.geteuid() != 0 or landlock_abi() < LANDLOCK_NEEDED, reason="weak isolation needs root and Landlock's ABI 6"
)


def our_profile() -> dict[str, Any]:
    return json.loads((DEPLOY / "seccomp.json").read_text())  # type: ignore[no-any-return]


def without_our_additions() -> dict[str, Any]:
    """What an engine's default profile does: threads and processes, but no namespaces, and clone3 as if unknown."""
    profile = our_profile()
    kept = [entry for entry in profile["syscalls"] if not entry["comment"].startswith("judgebox:")]
    no_namespaces = {"index": 0, "value": NAMESPACE_FLAGS, "valueTwo": 0, "op": "SCMP_CMP_MASKED_EQ"}
    kept.append({"names": ["clone"], "action": "SCMP_ACT_ALLOW", "args": [no_namespaces]})
    kept.append({"names": ["clone3"], "action": "SCMP_ACT_ERRNO", "errnoRet": 38})
    return {**profile, "syscalls": kept}


def run_under(
    profile: Mapping[str, Any], directory: Path, *options: str, capabilities: Sequence[str] = CAPABILITIES
) -> str:
    """Make a box in a process that has a container's capabilities and a profile's filter."""
    (directory / "profile.json").write_text(json.dumps(profile))
    command = [sys.executable, str(CONTAINER), str(directory / "profile.json"), *options]
    if os.geteuid() == 0:
        kept = ",".join(f"+{name.lower()}" for name in capabilities)
        command = ["setpriv", f"--bounding-set=-all,{kept}", "--inh-caps=-all", *command]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


# --- seccomp -----------------------------------------------------------------------------------


def test_a_box_is_made_and_runs_a_program_under_our_profile(tmp_path: Path) -> None:
    assert re.fullmatch(r"tier [ABC]: in a box\n", run_under(our_profile(), tmp_path))


def test_without_our_additions_a_box_is_refused_with_the_remedy(tmp_path: Path) -> None:
    said = run_under(without_our_additions(), tmp_path)

    assert said.startswith("refused: ")
    assert "seccomp profile" in said


@needs_weak_isolation
def test_a_usual_container_can_have_weak_isolation_alone(tmp_path: Path) -> None:
    said = run_under(without_our_additions(), tmp_path, "weak", capabilities=USUAL_CAPABILITIES)

    assert said == "tier D: in a box\n"


@needs_weak_isolation
def test_weak_isolation_names_the_capabilities_that_it_needs(tmp_path: Path) -> None:
    assert "needs the capabilities CHOWN" in run_under(without_our_additions(), tmp_path, "weak")


@pytest.mark.parametrize(
    "call", ["clone3", "mount", "umount2", "pivot_root", "open_tree", "move_mount", "mount_setattr"]
)
def test_each_of_our_additions_is_needed(call: str, tmp_path: Path) -> None:
    profile = our_profile()
    for entry in profile["syscalls"]:
        entry["names"] = [name for name in entry["names"] if name != call]
    profile["syscalls"].append({"names": [call], "action": "SCMP_ACT_ERRNO", "errnoRet": 38})

    assert run_under(profile, tmp_path).startswith("refused: ")


def test_nothing_dangerous_is_allowed() -> None:
    allowed = {name for entry in our_profile()["syscalls"] for name in entry["names"]}

    assert sorted(allowed & set(DANGEROUS)) == []


def test_no_call_is_named_twice_without_conditions() -> None:
    names = [name for entry in our_profile()["syscalls"] if "args" not in entry for name in entry["names"]]

    assert len(names) == len(set(names))


# --- AppArmor ----------------------------------------------------------------------------------


@pytest.mark.skipif(shutil.which("apparmor_parser") is None, reason="needs apparmor_parser of the package apparmor")
def test_the_apparmor_profile_can_be_read(tmp_path: Path) -> None:
    profile = (DEPLOY / "apparmor.profile").read_text()
    version = subprocess.run(["apparmor_parser", "--version"], check=True, capture_output=True, text=True).stdout
    if " version 3." in version:  # as its comment says
        profile = re.sub(r"(?m)^  userns,.*$", "", profile)
    (tmp_path / "profile").write_text(profile)

    command = ["apparmor_parser", "--skip-kernel-load", "--skip-cache", str(tmp_path / "profile")]
    read = subprocess.run(command, check=False, capture_output=True, text=True)

    assert read.returncode == 0, read.stderr


# --- Docker and Kubernetes ---------------------------------------------------------------------


def the_service() -> dict[str, Any]:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]["judgebox"]  # type: ignore[no-any-return]


def the_pod() -> dict[str, Any]:
    deployment = yaml.safe_load((DEPLOY / "kubernetes.yaml").read_text())
    assert (deployment["apiVersion"], deployment["kind"]) == ("apps/v1", "Deployment")
    assert deployment["spec"]["selector"]["matchLabels"] == deployment["spec"]["template"]["metadata"]["labels"]
    return deployment["spec"]["template"]["spec"]  # type: ignore[no-any-return]


def test_neither_docker_nor_kubernetes_is_asked_for_privileges() -> None:
    service, pod = the_service(), the_pod()
    context = pod["containers"][0]["securityContext"]

    assert "privileged" not in service
    assert not context["privileged"]
    assert not context["allowPrivilegeEscalation"]
    assert pod["hostUsers"] is False
    assert service["cap_drop"] == context["capabilities"]["drop"] == ["ALL"]


def test_both_give_the_capabilities_under_which_the_profile_was_tried() -> None:
    context = the_pod()["containers"][0]["securityContext"]

    assert tuple(the_service()["cap_add"]) == CAPABILITIES
    assert tuple(context["capabilities"]["add"]) == CAPABILITIES


def test_both_use_our_profiles_and_an_unmasked_proc() -> None:
    options, pod = the_service()["security_opt"], the_pod()

    assert {"seccomp:./seccomp.json", "apparmor:judgebox", "systempaths=unconfined", "no-new-privileges:true"} <= set(
        options
    )
    assert pod["securityContext"]["seccompProfile"] == {"type": "Localhost", "localhostProfile": "judgebox.json"}
    assert pod["securityContext"]["appArmorProfile"] == {"type": "Localhost", "localhostProfile": "judgebox"}
    assert pod["containers"][0]["securityContext"]["procMount"] == "Unmasked"


def test_every_variable_is_a_setting() -> None:
    """A variable JUDGEBOX_... that is none stops the start, so Kubernetes may not add its own for services."""
    known = {f"JUDGEBOX_{name.upper()}" for name in Settings.model_fields}
    pod = the_pod()

    assert set(the_service()["environment"]) <= known
    assert {variable["name"] for variable in pod["containers"][0]["env"]} <= known
    assert pod["enableServiceLinks"] is False
