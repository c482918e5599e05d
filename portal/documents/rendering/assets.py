"""What a document may load: our fonts and our pictures, nothing of the network or the disk besides."""

from functools import cache
from pathlib import Path
from typing import Any

import fontpkg_almarai
import fontpkg_fira_sans
from django.conf import settings
from weasyprint.urls import URLFetcher, URLFetcherResponse

SCHEME = "house:"
_FONTS = {
    fontpkg_fira_sans: ["Regular", "Italic", "SemiBold", "Bold"],
    fontpkg_almarai: ["Regular", "Bold"],
}
_IMAGES = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg"}


@cache
def known() -> dict[str, tuple[Path, str]]:
    """Path and media type by address: `house:fonts/FiraSans-Regular.ttf`, `house:images/arch.svg`."""
    found = {}
    for package, faces in _FONTS.items():
        family = package.FAMILY.replace(" ", "")
        for face in faces:
            name = f"{family}-{face}.ttf"
            found[f"{SCHEME}fonts/{name}"] = (package.ROOT / "files" / name, "font/ttf")
    folder = Path(settings.BASE_DIR) / "portal" / "static" / "portal" / "images"
    for path in sorted(folder.glob("*")):
        if path.suffix in _IMAGES:
            found[f"{SCHEME}images/{path.name}"] = (path, _IMAGES[path.suffix])
    return found


class HouseFetcher(URLFetcher):
    """Answers for known addresses and for pictures that stand in the document itself."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=["data"], allow_redirects=False)

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        if url in known():
            path, mime = known()[url]
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": mime})
        if url.startswith("data:image/"):
            return super().fetch(url, headers)
        raise ValueError("a document loads only what the house ships")
