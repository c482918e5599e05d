from portal.lib import languages


def test_every_spoken_language_has_a_name_in_every_public_language():
    for reader, _name in languages.PUBLIC:
        assert all(name != code for code, name in languages.spoken_choices(reader)), reader


def test_names_stand_in_the_order_of_the_reader():
    names = [name for _code, name in languages.spoken_choices("de")]
    assert names[:2] == ["Albanisch", "Amharisch"]
