from portal.guides.services.addresses import move_guide, remove_guide
from portal.guides.services.editing import create_text, german, save_row, save_text, set_state
from portal.guides.services.guides import arrange_guide, create_guide
from portal.guides.services.pictures import add_picture, change_picture, remove_picture
from portal.guides.services.translators import give_language, take_language

__all__ = [
    "add_picture",
    "arrange_guide",
    "change_picture",
    "create_guide",
    "create_text",
    "german",
    "give_language",
    "move_guide",
    "remove_guide",
    "remove_picture",
    "save_row",
    "save_text",
    "set_state",
    "take_language",
]
