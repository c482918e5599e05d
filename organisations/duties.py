"""What waits in the registry: pages not yet public, people who ask to join, yearly questions, measures."""

from collections.abc import Iterator

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from organisations import rules
from organisations.choices import FOUNDING, Verb
from organisations.choices.evaluation import Area
from organisations.choices.moderation import CaseState
from organisations.models import (
    Affiliation,
    AreaEvaluation,
    Claim,
    Decision,
    Organisation,
    Reply,
    Suspension,
    Verification,
)
from organisations.models.trust import RENEWABLE
from portal.accounts.models import Invitation, User
from portal.lib import dates
from portal.lib.duties import Duty, register

MOST = 10


@register
def of(user: User) -> Iterator[Duty]:
    """What `user` has to do for his or her organisations, and for those who ask to join."""
    own = list(Organisation.objects.of(user).order_by("name", "pk")[:MOST])
    if own:
        yield from _pages(user, own)
        yield from _claims(user, [organisation for organisation in own if organisation.is_umbrella])
        yield from _affiliations(user)
        yield from _surveys(user)
        yield from _structure(user, dates.today().year)
        yield from _evaluation(user, dates.today().year)
        yield from _measures(user)
    else:
        yield from _registering(user)
    yield from _checks(user)
    yield from _recoveries(user)
    yield from _hearings(user)
    yield from _cases(user)


def _registering(user: User) -> Iterator[Duty]:
    """Somebody was invited to register an organisation and has never done it."""
    is_invited = Invitation.objects.filter(grant=FOUNDING, accepted_by=user).exists()
    if is_invited and not Decision.objects.filter(verb=Verb.REGISTER, by=user).exists():
        yield Duty(_("Register your organisation"), reverse("organisations:register"))


def _pages(user: User, own: list[Organisation]) -> Iterator[Duty]:
    """Profiles that `user` can complete, and pages that he or she can show to everybody."""
    for organisation in own:
        if organisation.is_listed or organisation.is_hidden:
            continue
        url = reverse("organisations:desk", args=[organisation.slug])
        if organisation.gaps and rules.may_edit_profile(user, organisation):
            yield Duty(_("Complete the profile of your organisation"), url, about=organisation.name)
        elif not organisation.gaps and rules.may_publish(user, organisation):
            yield Duty(_("Show the page of your organisation to everybody"), url, about=organisation.name)


def _claims(user: User, networks: list[Organisation]) -> Iterator[Duty]:
    """Claims to an entry that name one of these networks, if `user` coordinates it."""
    if not networks:
        return
    rows = Claim.objects.visible_to(user).unanswered().filter(umbrella__in=networks)
    for claim in rows.select_related("organisation", "umbrella")[:MOST]:
        assert claim.umbrella  # noqa: S101 - what the filter promises
        yield Duty(
            _("Say whether somebody may look after an entry"),
            reverse("organisations:claims", args=[claim.umbrella.slug]),
            about=claim.organisation.name,
            until=claim.ends.astimezone(dates.BERLIN).date(),
        )


def _affiliations(user: User) -> Iterator[Duty]:
    """Somebody says that an organisation belongs to a network, and `user` speaks for the other side."""
    rows = Affiliation.objects.waiting_for(user).select_related("member", "umbrella").order_by("asked", "pk")
    for affiliation in rows[:MOST]:
        asked = affiliation.asked_side
        other = affiliation.umbrella if asked == affiliation.member else affiliation.member
        yield Duty(
            _("Say whether you belong together"),
            reverse("organisations:affiliations", args=[asked.slug]),
            about=other.name,
            since=affiliation.asked.astimezone(dates.BERLIN).date() if affiliation.asked else None,
        )


def _surveys(user: User) -> Iterator[Duty]:
    """What a network asks an organisation for which `user` answers."""
    rows = Reply.objects.answered_through(user).open(dates.today()).unanswered()
    for reply in rows.select_related("survey__umbrella", "member").order_by("survey__last_day", "pk")[:MOST]:
        yield Duty(
            _("Answer what your network asks"),
            reverse("organisations:survey_answer", args=[reply.member.slug, reply.pk]),
            about=f"{reply.survey.title} · {reply.survey.umbrella.name}",
            until=reply.survey.last_day,
        )


def _checks(user: User) -> Iterator[Duty]:
    """Checks that end soon: for whoever gave them, and for the organisation that waits for it."""
    ending = Verification.objects.ending_until(dates.today() + RENEWABLE)
    for verification in ending.given_by(user)[:MOST]:
        yield _check(_("Check an organisation again"), verification)
    own = ending.filter(organisation__in=Organisation.objects.coordinated_by(user))
    for verification in own[:MOST]:
        yield _check(_("Your organisation is to be checked again"), verification, who=verification.verifier)


def _check(title: str, verification: Verification, *, who: str = "") -> Duty:
    slug = verification.organisation.slug
    url = reverse("organisations:verification", args=[slug])
    return Duty(title, url, about=verification.organisation.name, until=verification.valid_until, who=who)


def _recoveries(user: User) -> Iterator[Duty]:
    """Somebody says that `user` can not be reached, who may object."""
    for claim in Claim.objects.recoveries_of(user).select_related("organisation")[:MOST]:
        yield Duty(
            _("Say that you are still there"),
            reverse("organisations:recovery_answer", args=[claim.organisation.slug]),
            about=claim.organisation.name,
            until=claim.objection_until and dates.day_of(claim.objection_until),
        )


def _hearings(user: User) -> Iterator[Duty]:
    """Before an organisation of `user` is hidden, or just after, it is asked what it says."""
    rows = Suspension.objects.unanswered().filter(organisation__in=Organisation.objects.coordinated_by(user))
    for case in rows.select_related("organisation")[:MOST]:
        yield Duty(
            _("Your entry may be hidden: say what you think of it"),
            reverse("organisations:suspension", args=[case.organisation.slug]),
            about=case.organisation.name,
            until=case.answer_by,
        )


def _cases(user: User) -> Iterator[Duty]:
    """Portal staff decide whether an entry is hidden, or stays so."""
    if not rules.may_moderate(user):
        return
    for case in Suspension.objects.to_decide(dates.today()).select_related("organisation")[:MOST]:
        if case.state == CaseState.HEARING or rules.may_refuse_appeal(user, case):
            yield Duty(
                _("Decide whether an entry is hidden"),
                reverse("admin:organisations_suspension_change", args=[case.pk]),
                about=case.organisation.name,
                since=dates.day_of(case.appealed or case.answered or case.opened),
            )


def _structure(user: User, year: int) -> Iterator[Duty]:
    """Organisations with a page that have not said yet how they stand this year."""
    rows = Organisation.objects.answering_through(user).listed().exclude(structure_profiles__year=year)
    for organisation in rows.order_by("sort_key", "pk")[:MOST]:
        yield Duty(
            _("Say how your organisation stands in %(year)s") % {"year": year},
            reverse("organisations:structure_year", args=[organisation.slug, year]),
            about=organisation.name,
        )


def _evaluation(user: User, year: int) -> Iterator[Duty]:
    """Organisations that have looked at their own work before, and have not finished doing so this year."""
    rows = Organisation.objects.answering_through(user).filter(evaluations__isnull=False).distinct()
    looked_at = Count("evaluations", filter=Q(evaluations__year=year))
    for organisation in rows.alias(looked_at=looked_at).filter(looked_at__lt=len(Area)).order_by("pk")[:MOST]:
        yield Duty(
            _("Look at your work with parents in %(year)s") % {"year": year},
            reverse("organisations:evaluation", args=[organisation.slug]),
            about=organisation.name,
        )


def _measures(user: User) -> Iterator[Duty]:
    """What `user` wanted to do for the work with parents; and as coordinator, what nobody looks after."""
    rows = AreaEvaluation.objects.open_measures().of(user)
    for evaluation in rows.select_related("organisation", "owner").order_by("due", "pk")[:MOST]:
        name, is_own = evaluation.organisation.name, evaluation.is_looked_after_by(user)
        yield Duty(
            evaluation.measure if is_own else _("Say who looks after it now"),
            reverse("organisations:evaluation", args=[evaluation.organisation.slug]),
            about=name if is_own else f"{evaluation.measure} · {name}",
            until=evaluation.due,
        )
