from portal.accounts.models import User


def may_answer_reports(user: User) -> bool:
    return user.is_active and user.is_staff
