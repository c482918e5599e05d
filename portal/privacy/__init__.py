"""Which field holds whose data and what deletes it; what operators and people get who ask for that."""

from portal.privacy.copies import copy_of
from portal.privacy.papers import PAPERS, written
from portal.privacy.register import Activity, activities, nobodys, own, withheld

__all__ = ["PAPERS", "Activity", "activities", "copy_of", "nobodys", "own", "withheld", "written"]
