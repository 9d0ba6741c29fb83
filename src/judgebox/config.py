"""Settings: read once by the CLI from the environment, taken apart in `wiring.py`."""

import os
from datetime import timedelta
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from judgebox.domain.worker import NAME_CHARACTERS
from judgebox.languages import Catalog, read_catalog


def default_data_dir() -> Path:
    """Where judgebox keeps what it must not lose: the database and the cached test data."""
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "judgebox"


def default_cache_dir() -> Path:
    """Where judgebox keeps what it can make again. Root's is not in its home, where boxes can't look."""
    if os.geteuid() == 0:
        return Path("/var/cache/judgebox")
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "judgebox"


class Settings(BaseSettings):
    """All settings; each is an environment variable `JUDGEBOX_` and its name in capitals."""

    model_config = SettingsConfigDict(env_prefix="JUDGEBOX_", frozen=True, extra="forbid")

    data_dir: Path = Field(default_factory=default_data_dir)
    cache_dir: Path = Field(default_factory=default_cache_dir)
    """For precompiled headers and the like; boxes show it, so programs can read what is in it."""
    compile_cache_mib: int = Field(default=1024, ge=0)
    """How much of the database results of compiles may take; with 0 every source is compiled each time."""
    database_url: SecretStr | None = None
    """`postgresql://...`, with several hosts for a failover, or `sqlite:///path`; without it SQLite in `data_dir`."""
    redis_url: SecretStr | None = None
    """`redis://...`, `rediss://...`, `unix://...`, `redis+sentinel://...` or `redis+cluster://...`; without it `up`
    starts an embedded Valkey."""
    host: str = "127.0.0.1"
    port: int = Field(default=3000, ge=0, le=65535)
    allow_public: bool = False
    """Listen on an address other than loopback although there are no accounts."""
    allow_weak_isolation: bool = False
    """Run programs although this host allows no boxes, held by Landlock and a filter alone."""
    slots: int = Field(default_factory=lambda: os.cpu_count() or 1, ge=1, le=1024)
    box_pool: int | None = Field(default=None, ge=0, le=1024)
    """How many boxes are kept ready for submissions to come; without it as many as there are slots."""
    source_limit_bytes: int = Field(default=65536, ge=1)
    input_limit_bytes: int = Field(default=1024 * 1024, ge=1)
    body_limit_bytes: int = Field(default=16 * 1024 * 1024, ge=1024)
    batch_limit: int = Field(default=1000, ge=1)
    """Of one request to `/api/v1/submissions/batch`, which is judged like single ones."""
    bulk_limit: int = Field(default=10_000, ge=1)
    """Items of one batch, which is judged in the bulk band."""
    bulk_body_limit_bytes: int = Field(default=64 * 1024 * 1024, ge=1024)
    wait_limit_s: float = Field(default=60.0, ge=0)
    lease_s: float = Field(default=4.0, ge=1)
    """How long the queue waits for a silent worker before another one gets its work."""
    grace_s: float = Field(default=10.0, ge=0)
    """How long a worker that is told to stop may go on with what it judges, before it hands it on."""
    attempts: int = Field(default=3, ge=1)
    """Faults of ours at one submission before it ends as a judge error."""
    reverify_daily: int = Field(default=20, ge=0, le=1000)
    """How many of the newest submissions are judged again each day, to see that verdicts are still the same."""
    worker_name: str | None = Field(default=None, pattern=rf"^[A-Za-z0-9._-]{{1,{NAME_CHARACTERS}}}$")
    """How the worker is called in listings; without it as its host."""
    unfinished_per_user: int = Field(default=100, ge=1)
    """Submissions of one user that may be queued or judging in one band; beyond it they are told to come later."""
    unfinished_per_user_bulk: int = Field(default=20_000, ge=1)
    """The same for the bulk band."""
    unfinished_anonymous: int = Field(default=20_000, ge=1)
    """The same for all together who give no user: they can't be told apart."""
    unfinished_per_band: int = Field(default=900_000, ge=1)
    """The same for all users of a band; with less than `unfinished_limit` no band shuts the others out."""
    unfinished_limit: int = Field(default=1_000_000, ge=1)
    """The same for the whole site."""
    url: str | None = None
    """The server that `judgebox queue` and `judgebox workers` ask; without it that of `host` and `port`."""
    classic_intake: bool = True
    """Take in what is pushed to the Redis list `problems`."""
    languages_dir: Path | None = None
    problems_dir: Path | None = None
    """Problems to load into an empty database; without it the sample problems."""
    log_json: bool = False

    @property
    def lease(self) -> timedelta:
        return timedelta(seconds=self.lease_s)

    @property
    def grace(self) -> timedelta:
        return timedelta(seconds=self.grace_s)

    @property
    def effective_box_pool(self) -> int:
        return self.slots if self.box_pool is None else self.box_pool

    @property
    def effective_database_url(self) -> str:
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.data_dir / 'judgebox.sqlite3'}"


class SettingsError(Exception):
    """A setting is wrong; the message names it and says what was expected."""


def read_settings(**overrides: object) -> Settings:
    """Read the settings; what the command line gives wins over the environment.

    Raises:
        SettingsError: a setting is wrong, or a JUDGEBOX_ variable is none.
    """
    known = {f"JUDGEBOX_{name.upper()}" for name in Settings.model_fields}
    for name in os.environ:
        if name.startswith("JUDGEBOX_") and name not in known:
            raise SettingsError(f"{name} is not a setting; the settings are {', '.join(sorted(known))}")
    try:
        return Settings(**{key: value for key, value in overrides.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = "JUDGEBOX_" + "_".join(str(part) for part in first["loc"]).upper()
        raise SettingsError(f"{name}: {first['msg']} (got {first['input']!r})") from error


def read_languages(settings: Settings) -> Catalog:
    """Read all language files, ours and those of the setting.

    Raises:
        SettingsError: one is wrong; the message names it.
    """
    try:
        return read_catalog(settings.languages_dir)
    except (ValueError, OSError) as error:
        raise SettingsError(f"JUDGEBOX_LANGUAGES_DIR: {error}") from error
