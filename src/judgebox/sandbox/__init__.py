"""Sandbox: runs strangers' programs in boxes made of kernel namespaces, control groups and a filter."""

from judgebox.sandbox.probe import Check, Report, probe
from judgebox.sandbox.sandbox import LauncherSandbox, open_sandbox

__all__ = ["Check", "LauncherSandbox", "Report", "open_sandbox", "probe"]
