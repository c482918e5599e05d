from portal.guides.tasks.links import check_links
from portal.guides.tasks.machine import translate

__all__ = ["check_links", "translate"]
