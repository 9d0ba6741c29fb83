"""Languages as data: one TOML file each, and the catalog that reads them."""

from judgebox.languages.catalog import (
    PRECOMPILED_PLACE,
    Catalog,
    CompileLimits,
    Entry,
    Language,
    Precompile,
    Prepared,
    read_catalog,
)
from judgebox.languages.entry import (
    compile_argv,
    entry_of,
    exception_of,
    files_of,
    run_argv,
    source_name,
    sources_of,
)
from judgebox.languages.toolchain import fingerprint_of

__all__ = [
    "PRECOMPILED_PLACE",
    "Catalog",
    "CompileLimits",
    "Entry",
    "Language",
    "Precompile",
    "Prepared",
    "compile_argv",
    "entry_of",
    "exception_of",
    "files_of",
    "fingerprint_of",
    "read_catalog",
    "run_argv",
    "source_name",
    "sources_of",
]
