"""Every template is used by somebody."""

import ast
import re
from pathlib import Path

import django
from django.apps import apps

from tests.test_house.sources import ROOT, python_files, template_files


def names():
    return {path.relative_to(ROOT / "templates").as_posix() for path in template_files()}


def text():
    return "\n".join(path.read_text() for path in [*python_files(), *template_files()])


def made_by_a_pattern():
    """Templates whose name the code puts together, such as f"{status}.html"."""
    trees = (ast.parse(path.read_text()) for path in python_files())
    for node in (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)):
        parts = (re.escape(part.value) if isinstance(part, ast.Constant) else "[^/]+" for part in node.values)
        pattern = "".join(parts)
        if pattern.endswith((r"\.html", r"\.txt")):
            yield re.compile(pattern)


def replaces_one_of_a_library(template):
    folders = [Path(config.path) / "templates" for config in apps.get_app_configs()]
    folders.append(Path(django.__file__).parent / "forms" / "templates")
    return any((folder / template).exists() for folder in folders if ROOT / "portal" not in folder.parents)


def test_no_template_is_unused():
    source = text()
    patterns = list(made_by_a_pattern())
    unused = {
        template
        for template in names()
        if not template.startswith("parts/icons/")  # the style guide shows them all
        and f'"{template.replace(".sms.txt", ".txt")}"' not in source
        and not any(pattern.fullmatch(template) for pattern in patterns)
        and not replaces_one_of_a_library(template)
    }
    assert sorted(unused) == []
