import re

import pytest
from django.conf import settings

FOLDER = settings.BASE_DIR / "portal" / "static" / "portal"
SHEET = (FOLDER / "house.css").read_text(encoding="utf-8")
RULES = re.sub(r"/\*.*?\*/", "", SHEET, flags=re.DOTALL)


def test_it_weighs_less_than_thirty_kilobytes():
    assert len(SHEET.encode()) < 30_000


@pytest.mark.parametrize(
    "physical",
    [
        r"(margin|padding|border)-(left|right)\b",
        r"float\s*:\s*(left|right)",
        r"text-align\s*:\s*(left|right)",
        r"border-(top|bottom)-(left|right)-radius",
        # Both sides at once is the same from either direction; one alone is not.
        r"(?<![-\w])left\s*:(?!\s*0;\s*right\s*:\s*0)",
        r"(?<!left: 0; )(?<![-\w])right\s*:",
    ],
)
def test_it_knows_no_left_and_right(physical):
    assert [line for line in RULES.splitlines() if re.search(physical, line)] == []


def test_four_values_never_tell_left_from_right():
    """`margin: 1 2 3 4` is physical: its second and fourth value must be the same."""
    values = re.findall(r"(?:margin|padding)\s*:\s*([^;}]+)", RULES)
    four = [words for words in map(str.split, values) if len(words) == 4]
    assert [words for words in four if words[1] != words[3]] == []


@pytest.mark.parametrize(
    "modern",
    [
        "@layer", ":is(", ":where(", ":has(", "aspect-ratio", "inset:", "margin-inline:", "padding-inline:",
        "margin-block:", "padding-block:", "inset-inline", "@container", "min(", "max(", "clamp(",
    ],
)  # fmt: skip
def test_old_browsers_understand_it(modern):
    found = [line for line in RULES.splitlines() if re.search(r"(?<![-\w])" + re.escape(modern), line)]
    assert [line for line in found if "minmax(" not in line] == []


def test_gaps_are_left_to_grids():
    """`gap` in a flex box came after Chrome 80 and Safari 12."""
    for rule in re.findall(r"\{[^{}]*\}", RULES):
        if re.search(r"(?<!column-)(?<!row-)\bgap\s*:", rule):
            assert "display: flex" not in rule, rule


def test_it_asks_nobody_else():
    assert "url(" not in RULES
    assert "@import" not in RULES


def test_every_colour_exists_in_the_dark():
    light, dark = re.findall(r":root \{(.*?)\}", RULES, flags=re.DOTALL)[:2]
    colours = {name for name, value in re.findall(r"--([\w-]+): ([^;]+);", light) if value.startswith("#")}
    assert colours - set(re.findall(r"--([\w-]+):", dark)) == {"sun", "focus", "ring"}


def _luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


PAIRS = [
    ("ink", "paper"), ("ink", "surface"), ("muted", "paper"), ("muted", "surface"), ("muted", "sun-soft"),
    ("brand", "paper"), ("brand", "surface"), ("brand", "brand-soft"), ("brand", "sun-soft"),
    ("on-brand", "brand"), ("on-brand", "brand-strong"), ("ok", "ok-soft"), ("warn", "warn-soft"),
    ("bad", "bad-soft"), ("bad", "paper"), ("ink", "sun-soft"), ("ink", "ok-soft"), ("ink", "warn-soft"),
    ("ink", "bad-soft"),
    ("ink", "brand-soft"),
]  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("pair", PAIRS, ids="/".join)
def test_text_can_be_read(pair, scheme):
    light, dark = re.findall(r":root \{(.*?)\}", RULES, flags=re.DOTALL)[:2]
    tokens = dict(re.findall(r"--([\w-]+): (#\w+)", light))
    if scheme == "dark":
        tokens |= dict(re.findall(r"--([\w-]+): (#\w+)", dark))
    assert _contrast(tokens[pair[0]], tokens[pair[1]]) >= 4.5
    assert _contrast(tokens["edge"], tokens["surface"]) >= 3
