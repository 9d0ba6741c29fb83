"""Events: out to whoever listens, and in again for the API."""

from judgebox.pubsub.redis_events import RedisEvents, open_events

__all__ = ["RedisEvents", "open_events"]
