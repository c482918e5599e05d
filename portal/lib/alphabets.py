"""The order of words in the alphabets of our readers, where Unicode has their letters in another order."""

from portal.lib.text import fold

_ALPHABETS = {
    "fa": "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی",
    "pl": "aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż",
    "ro": "aăâbcdefghiîjklmnopqrsștțuvwxyz",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "tr": "abcçdefgğhıijklmnoöpqrsştuüvwxyz",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
}
_LATER = 0x10000


def place_of(word: str, language: str) -> list[int]:
    """What `word` is sorted by for a reader of `language`; letters of other alphabets come last.

    >>> sorted(["Я", "Ірпінь", "Іспанська", "Жмеринка"], key=lambda word: place_of(word, "uk"))
    ['Жмеринка', 'Ірпінь', 'Іспанська', 'Я']
    """
    letters = _ALPHABETS.get(language.split("-")[0])
    if letters is None:
        return [ord(letter) for letter in fold(word)]
    small = word.replace("İ", "i").replace("I", "ı") if language == "tr" else word
    return [_place(letter, letters) for letter in small.lower()]


def _place(letter: str, letters: str) -> int:
    if letter.isalpha():
        found = letters.find(letter)
        return _LATER + (found if found >= 0 else ord(letter) + len(letters))
    return ord(letter)
