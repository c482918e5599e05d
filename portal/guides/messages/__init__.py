from portal.guides.messages import facts, preparing, translations

__all__ = ["facts", "preparing", "translations"]
