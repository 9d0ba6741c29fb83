"""Sandbox: runs strangers' programs in boxes made of kernel namespaces, control groups and a filter."""

from judgebox.sandbox.choice import open_allowed_sandbox
from judgebox.sandbox.probe import Check, Figures, Level, Report, probe
from judgebox.sandbox.sandbox import LauncherSandbox, open_sandbox

__all__ = ["Check", "Figures", "LauncherSandbox", "Level", "Report", "open_allowed_sandbox", "open_sandbox", "probe"]
