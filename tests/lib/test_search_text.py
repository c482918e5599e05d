from portal.lib.text import search_words, searchable


def test_words_with_umlauts_are_found_with_and_without_them():
    assert searchable("Türkischer Verein", "", "Köln") == "tuerkischer verein koeln turkischer koln"


def test_what_is_typed_is_cut_into_words_once_each():
    assert search_words("Der Verein, der VEREIN e. V. in Köln!") == ["der", "verein", "in", "koeln"]
    assert len(search_words(" ".join(f"wort{number}" for number in range(50)))) == 8
