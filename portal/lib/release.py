"""Which release of the house answers, for what browsers keep of it."""

from functools import cache

from django.conf import settings

from portal.lib import fingerprints, static


@cache
def release() -> str:
    """Changes with the templates, the catalogues and the static files that pages are made of."""
    folders = (settings.BASE_DIR / name for name in ("templates", "locale"))
    files = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    return fingerprints.of_files([*files, *static.sources()])[:12]
