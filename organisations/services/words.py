"""The words of the names in the registry, made anew from time to time for the search."""

from collections import Counter

from django.db import transaction

from organisations.models import NameWord, Organisation

SHORTEST, LONGEST = 3, 100


@transaction.atomic
def learn_words() -> dict[str, int]:
    """Bring the words to those of the names that the public sees; how many came, went or count otherwise."""
    names = Organisation.objects.public().order_by().values_list("sort_key", flat=True).iterator()
    found = Counter(word for name in names for word in _words(name))
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
