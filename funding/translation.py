import pghistory
from modeltranslation.translator import TranslationOptions, register

from funding.models import Budget, BudgetLine, Expense, FundingRequest, Office, Programme, ProofOfUse


@register(Office)
class OfficeTranslation(TranslationOptions):
    """The name of an authority stays as it is; what it helps with and promises is for everybody to read."""

    fields = ("helps_with", "privacy", "imprint", "accessibility")


@register(Programme)
class ProgrammeTranslation(TranslationOptions):
    fields = ("name", "summary", "who_may_apply", "deadlines")


# Only here are the translated columns known; as decorators in the models they would be lost.
pghistory.track()(Office)
pghistory.track()(Programme)
pghistory.track()(FundingRequest)
pghistory.track()(ProofOfUse)
pghistory.track()(Expense)
pghistory.track()(BudgetLine)
pghistory.track()(Budget)
