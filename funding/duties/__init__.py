"""What waits on the desk for the organisation that asks, and for the officers of an Office."""

from funding import rules
from funding.choices import OfficeRole
from funding.duties.applicants import of_applicant
from funding.duties.auditors import of_auditor
from funding.duties.keepers import of_adviser, of_editor
from funding.duties.officers import of_officer
from portal.accounts.models import User
from portal.lib.duties import Duty, register


@register
def of(user: User) -> list[Duty]:
    """The duties of `user` on both sides of the desk."""
    roles = rules.desk_roles(user)
    parties = rules.parties_of(roles)
    is_editor = any(role == OfficeRole.DIRECTORY_EDITOR for _office, role in roles)
    return [
        *of_applicant(user),
        *of_officer(user, parties),
        *of_adviser(user, parties),
        *of_editor(user, is_editor),
        *of_auditor(user),
    ]
