from portal.guides.services.editing import create_text, save_row, save_text, set_state

__all__ = ["create_text", "save_row", "save_text", "set_state"]
