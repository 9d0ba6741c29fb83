"""Languages as data: one TOML file each, and the catalog that reads them."""

from judgebox.languages.catalog import (
    PRECOMPILED_PLACE,
    Catalog,
    CompileLimits,
    Language,
    Precompile,
    Prepared,
    read_catalog,
)
from judgebox.languages.toolchain import fingerprint_of

__all__ = [
    "PRECOMPILED_PLACE",
    "Catalog",
    "CompileLimits",
    "Language",
    "Precompile",
    "Prepared",
    "fingerprint_of",
    "read_catalog",
]
