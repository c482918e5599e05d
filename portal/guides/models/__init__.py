from portal.guides.models.editions import Edition
from portal.guides.models.facts import FactChoice, FactKey, LandFact
from portal.guides.models.feedback import GuideFeedback
from portal.guides.models.former import FormerSlug
from portal.guides.models.guides import Guide, Topic, Translation
from portal.guides.models.links import LinkCheck
from portal.guides.models.machine import MachineRun
from portal.guides.models.passages import Passage
from portal.guides.models.pictures import Picture
from portal.guides.models.prepared import PreparedText
from portal.guides.models.terms import Term
from portal.guides.models.translators import TranslationDraft, Translator

__all__ = [
    "Edition",
    "FactChoice",
    "FactKey",
    "FormerSlug",
    "Guide",
    "GuideFeedback",
    "LandFact",
    "LinkCheck",
    "MachineRun",
    "Passage",
    "Picture",
    "PreparedText",
    "Term",
    "Topic",
    "Translation",
    "TranslationDraft",
    "Translator",
]
