"""All that must not be lost in one file, made while the house runs and brought back into an empty place.

The file is a tar of the database as `pg_dump` writes it, of the uploads, and of a list that names the SHA-256
of each and the number of rows in each table; whoever has given a public key of age gets it encrypted. The
ledger of erasures is left out on purpose: see `portal.erasures`.
"""

from portal.backups.errors import BackupError
from portal.backups.services import bring_back, make, make_nightly

__all__ = ["BackupError", "bring_back", "make", "make_nightly"]
