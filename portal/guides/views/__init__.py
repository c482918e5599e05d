from portal.guides.views.compare import compare
from portal.guides.views.feedback import feedback, helped, said, thanks
from portal.guides.views.glossary import glossary
from portal.guides.views.pictures import picture
from portal.guides.views.reading import booklet, detail, guide_list, pdf
from portal.guides.views.searching import search
from portal.guides.views.taking import forget, offline, share, worker

__all__ = [
    "booklet",
    "compare",
    "detail",
    "feedback",
    "forget",
    "glossary",
    "guide_list",
    "helped",
    "offline",
    "pdf",
    "picture",
    "said",
    "search",
    "share",
    "thanks",
    "worker",
]
