"""Which field holds whose data and what deletes it, and the papers that an operator needs of that."""

from portal.privacy.papers import PAPERS, written
from portal.privacy.register import Activity, activities, nobodys

__all__ = ["PAPERS", "Activity", "activities", "nobodys", "written"]
