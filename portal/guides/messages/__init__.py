from portal.guides.messages import facts, translations

__all__ = ["facts", "translations"]
