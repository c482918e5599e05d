"""The files of the house, as its own tests read them."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ("portal", "organisations", "parentwork", "funding")


def python_files(*folders: str) -> list[Path]:
    """All of the house's own modules, migrations left out."""
    found = (path for folder in folders or APPS for path in sorted((ROOT / folder).rglob("*.py")))
    return [path for path in found if "migrations" not in path.parts]


def template_files() -> list[Path]:
    return sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
