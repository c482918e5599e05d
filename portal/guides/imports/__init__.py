"""Reading the guides, facts and words that stand as files in `content/`."""

from portal.guides.imports.content import load, load_reference
from portal.guides.imports.rows import Report

__all__ = ["Report", "load", "load_reference"]
