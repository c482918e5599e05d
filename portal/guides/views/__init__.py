from portal.guides.views.compare import compare
from portal.guides.views.reading import detail, guide_list, pdf
from portal.guides.views.searching import search

__all__ = ["compare", "detail", "guide_list", "pdf", "search"]
