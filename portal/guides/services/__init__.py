from portal.guides.services.addresses import move_guide, remove_guide
from portal.guides.services.editing import create_text, save_row, save_text, set_state
from portal.guides.services.translators import give_language, take_language

__all__ = [
    "create_text",
    "give_language",
    "move_guide",
    "remove_guide",
    "save_row",
    "save_text",
    "set_state",
    "take_language",
]
