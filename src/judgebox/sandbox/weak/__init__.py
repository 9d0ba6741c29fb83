"""Tier D: programs without namespaces, for hosts that allow none. Never used unless an operator asks for it."""

from judgebox.sandbox.weak.sandbox import WeakSandbox, open_weak_sandbox

__all__ = ["WeakSandbox", "open_weak_sandbox"]
