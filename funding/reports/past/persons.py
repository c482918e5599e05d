"""Whether the recipient of a grant may be a natural person: then nothing of the row is kept."""

import re

# Registers in which no natural person stands; in that of merchants (HRA) some do.
_REGISTERS = frozenset({"vr", "hra", "hrb", "gnr", "spr", "sör", "kör", "aör", "eb"})
_PERSON = re.compile(
    r"\be\. ?K(fm|fr)?\b|\beingetragene[rn]? Kauf|\bGbR\b|\bInh\b|\bInhaber|\bEinzelunternehm"
    r"|\bPrivatperson|\bnatürliche Person|\(Sonstige\)|\bGesellschaft bürgerlichen Rechts"
)
_FORM = (
    r"(?:e\. ?V|e\. ?G|eG|eV|(?:g|gemeinnützige )?GmbH|mbH|gUG|UG|AG|SE|KG|OHG|oHG|KGaA|Ltd"
    r"|[\w-]*[Vv]erein|[\w-]*[Vv]erband|[\w-]*[Ss]tiftung|[\w-]*[Kk]örperschaft|[\w-]*[Aa]nstalt"
    r"|[\w-]*[Gg]emeinde|Eigenbetrieb|Universität|Hochschule)"
)
_LEGAL = re.compile(rf"(?<!\w){_FORM}(?!\w)")
# As Hamburg adds it to the name: Frauenhaus e.V. (e.V.)
_ADDED = re.compile(rf"\s*\((?:{_FORM}|Öffentlich-rechtliche)[^()]*\)$")


def may_be_a_person(name: str, register: str) -> bool:
    """Nothing says that the recipient is a legal person, or something says that it is a natural one."""
    if _PERSON.search(name):
        return True
    return register not in _REGISTERS and not _LEGAL.search(name)


def without_form(name: str) -> str:
    """`name` without a legal form that a list has added to it in brackets."""
    return _ADDED.sub("", name) or name
