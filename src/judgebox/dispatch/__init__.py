"""The queue: BullMQ in Redis or Valkey, and a private Valkey for those who have none."""

from judgebox.dispatch.bull import BullDispatcher
from judgebox.dispatch.classic_list import ClassicList
from judgebox.dispatch.embedded import embedded_valkey, find_server

__all__ = ["BullDispatcher", "ClassicList", "embedded_valkey", "find_server"]
