"""Reading the guides, facts and words that stand as files in `content/`."""

from portal.guides.imports.content import Report, load, load_reference

__all__ = ["Report", "load", "load_reference"]
