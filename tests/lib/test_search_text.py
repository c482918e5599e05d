from portal.lib.text import search_words, searchable, typed_words


def test_words_with_umlauts_are_found_with_and_without_them():
    assert searchable("Türkischer Verein", "", "Köln") == "tuerkischer verein koeln turkischer koln"


def test_what_is_typed_is_cut_into_words_once_each():
    assert search_words("Der Verein, der VEREIN e. V. in Köln!") == ["der", "verein", "in", "koeln"]
    assert len(search_words(" ".join(f"wort{number}" for number in range(50)))) == 8


def test_parts_of_a_word_are_kept_as_they_were_typed():
    assert typed_words("Kita-Plätze Grundschule/Hort") == {
        "kita": "Kita", "plaetze": "Plätze", "grundschule": "Grundschule", "hort": "Hort"
    }  # fmt: skip
    assert typed_words("сім’я обовʼязок") == {"сім": "сім", "обов": "обов", "язок": "язок"}
    assert typed_words("ثبت\u200cنام") == {"ثبت": "ثبت", "نام": "نام"}
    assert typed_words("a % -") == {}
