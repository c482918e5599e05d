"""The words of the names in the registry, made anew from time to time for the search."""

from collections import Counter
from collections.abc import Mapping

from django.db import transaction

from organisations.models import NameWord, Organisation

SHORTEST, LONGEST = 3, 100
# So long is the end of a compound word, and so many words share it, before it is a word of its own.
SHORTEST_END, SHARED_BY = 4, 2


@transaction.atomic
def learn_words() -> dict[str, int]:
    """Bring the words to those of the names that the public sees; how many came, went or count otherwise."""
    names = Organisation.objects.public().order_by().values_list("sort_key", flat=True).iterator()
    words = Counter(word for name in names for word in _words(name))
    found = words + _ends(words)
    known = dict(NameWord.objects.values_list("word", "entries"))
    gone = known.keys() - found.keys()
    changed = [NameWord(word=word, entries=number) for word, number in found.items() - known.items()]
    NameWord.objects.filter(word__in=gone).delete()
    NameWord.objects.bulk_create(
        changed, batch_size=2000, update_conflicts=True, unique_fields=["word"], update_fields=["entries"]
    )
    return {"words of names": len(gone) + len(changed)}


def _words(name: str) -> set[str]:
    return {word for word in name.split() if SHORTEST <= len(word) <= LONGEST}


def _ends(words: Mapping[str, int]) -> Counter[str]:
    """What German compounds have in common, as Elternverein and Schulverein, with how many names have it.

    Where a longer end is shared by as many words ("verein"), the shorter is none of its own ("erein").
    """
    shared = Counter(end for word in words for end in _ends_of(word))
    longer = {(end[1:], number) for end, number in shared.items()}
    ends = {end for end, by in shared.items() if by >= SHARED_BY and (end, by) not in longer}
    found: Counter[str] = Counter()
    for word, number in words.items():
        found.update(dict.fromkeys(ends.intersection(_ends_of(word)), number))
    return found


def _ends_of(word: str) -> list[str]:
    return [word[start:] for start in range(1, len(word) - SHORTEST_END + 1)] if word.isalpha() else []
