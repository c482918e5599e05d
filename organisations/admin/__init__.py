"""The registry for portal staff. Every change goes through the services; nothing is deleted here."""

from organisations.admin import claims, entries, suspensions

__all__ = ["claims", "entries", "suspensions"]
