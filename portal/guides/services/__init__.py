from portal.guides.services.addresses import move_guide, remove_guide
from portal.guides.services.editing import create_text, save_row, save_text, set_state

__all__ = ["create_text", "move_guide", "remove_guide", "save_row", "save_text", "set_state"]
