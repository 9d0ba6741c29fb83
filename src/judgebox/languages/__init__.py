"""Languages as data: one TOML file each, and the catalog that reads them."""

from judgebox.languages.catalog import Catalog, CompileLimits, Language, read_catalog

__all__ = ["Catalog", "CompileLimits", "Language", "read_catalog"]
