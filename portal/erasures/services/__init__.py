"""What was deleted stays deleted: the ledger for restored backups, and the end of histories."""

from portal.erasures.services.erasing import erase
from portal.erasures.services.histories import purge_histories
from portal.erasures.services.ledger import folder, note, purge, replay, write_out

__all__ = ["erase", "folder", "note", "purge", "purge_histories", "replay", "write_out"]
