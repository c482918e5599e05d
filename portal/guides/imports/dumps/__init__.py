"""The way back: the rows of the database as the files that `load` reads.

A file that is there is edited in place, so that its comments, its order and whatever has not changed stay
as they are, and an edit made in the portal is a small difference in git.
"""

from portal.guides.imports.dumps.folders import Changes, dump

__all__ = ["Changes", "dump"]
