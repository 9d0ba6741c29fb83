"""The pages: server-rendered, complete without scripts, alive with them."""

from judgebox.web.assets import Assets, AssetsError, read_assets
from judgebox.web.router import create_pages
from judgebox.web.services import PageServices, TakesSubmissions

__all__ = ["Assets", "AssetsError", "PageServices", "TakesSubmissions", "create_pages", "read_assets"]
