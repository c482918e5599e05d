"""Who sees which page of the calendar. Families' names: those who run the workshops, nobody else."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.utils import timezone

from organisations.api.vocabularies import AGES
from parentwork.api.locations import twin
from parentwork.api.urls import COLLECTIONS
from parentwork.choices import AssignmentState, WorkshopState
from parentwork.models import DaysAway, DoorLink, PartnershipPaper, VolunteerHours
from portal.documents.services import request_document
from portal.lib import codes
from portal.outbox.choices import Channel
from portal.outbox.services import Recipient, post
from tests.factories.documents import finished
from tests.factories.organisations import VerificationFactory
from tests.factories.parentwork import (
    AssignmentFactory,
    ConceptFactory,
    ConsentFactory,
    HelperFactory,
    NeedFactory,
    PartnershipFactory,
    SeatFactory,
    VenueFactory,
    WorkshopDateFactory,
    WorkshopFactory,
)
from tests.matrix import EVERYBODY, MEMBERS, Row

if TYPE_CHECKING:
    from tests.cast import Cast

PLANNERS = {"coordinator", "editor"}
# The helper has agreed to help on the dates of `furnish`; see `test_who_sees_families` for other dates.
FAMILY = {"coordinator", "editor", "helper"}


def furnish(cast: Cast) -> None:
    workshop = WorkshopFactory(organisation=cast.association, interpreting=["tr"])
    cast.workshop = workshop
    cast.draft = WorkshopFactory(
        organisation=cast.association, state=WorkshopState.DRAFT, venue=workshop.venue
    )
    cast.workshop_date = WorkshopDateFactory(workshop=workshop)
    cast.past_date = WorkshopDateFactory(workshop=workshop, starts=timezone.now() - timedelta(days=3))
    cast.evening_of_today = WorkshopDateFactory(workshop=workshop, starts=timezone.now())
    WorkshopDateFactory(workshop=cast.draft)
    on_these = HelperFactory(organisation=cast.association, user=cast.helper)
    for date in (cast.workshop_date, cast.past_date, cast.evening_of_today):
        AssignmentFactory(date=date, helper=on_these)
    cast.seat = SeatFactory(date=cast.workshop_date)
    cast.booking = cast.seat.booking
    cast.past_seat = SeatFactory(date=cast.past_date, booking=cast.booking)
    cast.partnership = PartnershipFactory(
        organisation=cast.association, state="asked", secret=codes.secret(), asked=timezone.now()
    )
    cast.school = cast.partnership.school
    PartnershipPaper.objects.create(
        partnership=cast.partnership, file=ContentFile(b"%PDF-1.7", "vereinbarung.pdf"), size=8,
        mime="application/pdf", sha256="5" * 64,
    )  # fmt: skip
    cast.family_consent = ConsentFactory(booking=cast.booking)
    cast.venue = VenueFactory(organisation=cast.association)
    cast.person = person = HelperFactory(organisation=cast.association)
    cast.concept = ConceptFactory(organisation=cast.association)
    cast.material = cast.concept.materials.create(
        name="Blatt", file=ContentFile(b"%PDF-1.7", "blatt.pdf"), mime="application/pdf"
    )
    cast.foreign_concept = ConceptFactory(is_shared=True)
    cast.assignment = AssignmentFactory(date=cast.workshop_date, helper=person)
    cast.question = AssignmentFactory(
        date=cast.workshop_date, helper=HelperFactory(organisation=cast.association), secret=codes.secret(),
        state=AssignmentState.ASKED, asked=timezone.now(),
    )  # fmt: skip
    cast.away = DaysAway.objects.create(helper=person, first=timezone.now(), last=timezone.now())
    cast.door = DoorLink.objects.create(date=cast.evening_of_today)
    cast.hours = VolunteerHours.objects.create(
        workshop=workshop, helper=person, day=timezone.now(), hours=Decimal(2)
    )
    cast.call = post(
        "parentwork.booking_confirmed", cast.booking.pk,
        to=Recipient(channel=Channel.CALL, address="", name="Samira"),
        account=f"organisation:{cast.association.pk}",
    )  # fmt: skip
    cast.need = NeedFactory(place=cast.association.postal_code)
    if not cast.association.verifications.exists():  # unless the registry has seen to it
        VerificationFactory(organisation=cast.association, umbrella=cast.umbrella)
    slip = ("parentwork.booking_slip", {"booking": cast.booking.pk})
    finished(request_document(*slip, language="de", by=None))
    request_document(*slip, language="ar", by=None)
    for language in ("de", "en"):
        attendance = {"date": cast.workshop_date.pk}
        request_document("parentwork.attendance_list", attendance, language=language, by=None)


def _public(cast: Cast) -> dict[str, Any]:
    return {"pk": cast.workshop.pk, "slug": cast.workshop.slug}


def _family(cast: Cast) -> dict[str, Any]:
    return {"code": cast.booking.secret}


def _asker(cast: Cast) -> dict[str, Any]:
    return {"code": cast.need.secret}


def _feedback(cast: Cast) -> dict[str, Any]:
    return {"pk": cast.past_date.pk, "code": cast.past_date.feedback_code}


def _feedback_of_family(cast: Cast) -> dict[str, Any]:
    return _feedback(cast) | {"own": cast.past_seat.opinion_code}


def _question(cast: Cast) -> dict[str, Any]:
    return {"code": cast.question.secret}


def _away(cast: Cast) -> dict[str, Any]:
    return _of("person")(cast) | {"days": cast.away.pk}


def _door(cast: Cast) -> dict[str, Any]:
    return {"code": cast.door.secret}


def _of(name: str):
    """Addresses below the association that name one of its rows."""

    def kwargs(cast: Cast) -> dict[str, Any]:
        row = {"pk": getattr(cast, name).pk} if name else {}
        return {"slug": cast.association.slug, **row}

    return kwargs


def _assignment(cast: Cast) -> dict[str, Any]:
    return _of("workshop_date")(cast) | {"assignment": cast.assignment.pk}


def _material(cast: Cast) -> dict[str, Any]:
    return _of("concept")(cast) | {"material": cast.material.pk}


READ = MEMBERS | {"portal_staff"}
# POST without data: the form comes back with its errors.
FORM = (200, 302, 303, 422)


def _entry(name: str):
    """The address of one entry of the API; of taxonomies one that is always there."""

    def kwargs(cast: Cast) -> dict[str, Any]:
        identifiers = {
            "organizations": cast.association.public_id,
            "services": cast.workshop.public_id,
            "service_at_locations": twin(cast.workshop.public_id),
            "taxonomies": AGES.id,
            "taxonomy_terms": next(iter(AGES.terms())).id,
        }
        return {"identifier": str(identifiers[name])}

    return kwargs


MATRIX: dict[str, Row] = {
    "api:root": Row(sees=EVERYBODY),
    "api:openapi": Row(sees=EVERYBODY),
    **{f"api:{it.name}": Row(sees=EVERYBODY) for it in COLLECTIONS},
    **{f"api:{it.name}_one": Row(_entry(it.name), sees=EVERYBODY) for it in COLLECTIONS},
    "api:nowhere": Row(lambda cast: {"rest": "x"}, hidden=True),
    "parentwork:list": Row(sees=EVERYBODY),
    "parentwork:month": Row(sees=EVERYBODY),
    "parentwork:list_ics": Row(sees=EVERYBODY),
    "parentwork:detail": Row(_public, sees=EVERYBODY),
    "parentwork:ics": Row(_public, sees=EVERYBODY),
    "parentwork:book": Row(_public, sees=EVERYBODY),
    "parentwork:lookup": Row(sees=EVERYBODY),
    "parentwork:booking": Row(_family, sees=EVERYBODY, hidden=True),
    "parentwork:cancel": Row(_family, sees=EVERYBODY, hidden=True),
    "parentwork:own_data": Row(_family, sees=EVERYBODY, hidden=True),
    "parentwork:forget": Row(_family, sees=EVERYBODY, hidden=True),
    "parentwork:numbers": Row(_family, sees=EVERYBODY, hidden=True),
    "parentwork:interpreter": Row(_family, sees=EVERYBODY, hidden=True),
    "parentwork:reach": Row(_family, sees=EVERYBODY, hidden=True),
    "parentwork:allow": Row(_family, sees=EVERYBODY, hidden=True, post=True),
    "parentwork:partnership": Row(
        lambda cast: {"code": cast.partnership.secret}, sees=EVERYBODY, hidden=True
    ),
    "parentwork:consent": Row(lambda cast: {"code": cast.family_consent.secret}, sees=EVERYBODY, hidden=True),
    "parentwork:coming": Row(_family, sees=EVERYBODY, hidden=True, post=True),
    "parentwork:offer": Row(_family, sees=EVERYBODY, hidden=True, post=True),
    "parentwork:slip": Row(_family, sees=EVERYBODY, hidden=True),
    "parentwork:slip_file": Row(_family, sees=EVERYBODY, hidden=True),
    "parentwork:need_post": Row(sees=EVERYBODY),
    "parentwork:need_find": Row(sees=EVERYBODY),
    "parentwork:need": Row(_asker, sees=EVERYBODY, hidden=True),
    "parentwork:need_change": Row(_asker, sees=EVERYBODY, hidden=True),
    "parentwork:need_take_back": Row(_asker, sees=EVERYBODY, hidden=True),
    "parentwork:feedback": Row(_feedback, sees=EVERYBODY, hidden=True),
    "parentwork:feedback_of_family": Row(_feedback_of_family, sees=EVERYBODY, hidden=True),
    "parentwork:helping": Row(_question, sees=EVERYBODY, hidden=True),
    "parentwork:helping_ics": Row(_question, sees=EVERYBODY, hidden=True),
    "parentwork:door": Row(_door, sees=EVERYBODY, hidden=True),
    "parentwork:door_tick": Row(_door, sees=EVERYBODY, hidden=True),
    "parentwork:door_others": Row(_door, sees=EVERYBODY, hidden=True),
    "parentwork:door_count": Row(_door, sees=EVERYBODY, hidden=True),
    "parentwork:door_finish": Row(_door, sees=EVERYBODY, hidden=True),
    "parentwork:desk_list": Row(_of(""), sees=READ),
    "parentwork:desk_workshop": Row(_of("workshop"), sees=READ),
    "parentwork:desk_plan": Row(_of(""), sees=PLANNERS),
    "parentwork:desk_edit": Row(_of("workshop"), sees=PLANNERS),
    "parentwork:desk_poster": Row(_of("workshop"), sees=READ),
    "parentwork:desk_letter": Row(_of("workshop"), sees=READ),
    "parentwork:desk_sign": Row(_of("workshop"), sees=READ),
    "parentwork:desk_invite": Row(_of("workshop"), sees=READ),
    "parentwork:desk_ask_again": Row(_of("workshop"), sees=PLANNERS),
    "parentwork:desk_allowed": Row(_of("workshop"), sees=PLANNERS),
    "parentwork:desk_taken_back": Row(
        lambda cast: _of("workshop")(cast) | {"consent": cast.family_consent.pk}, sees=PLANNERS, post=True
    ),
    "parentwork:desk_invite_picture": Row(_of("workshop"), sees=READ),
    "parentwork:desk_certificate": Row(_of("workshop"), sees=PLANNERS),
    "parentwork:desk_date_list": Row(
        lambda cast: _of("workshop_date")(cast) | {"kind": "childcare"}, sees=FAMILY
    ),
    "parentwork:desk_preview": Row(_of("draft"), sees=READ),
    "parentwork:desk_publish": Row(_of("draft"), sees=PLANNERS, post=True),
    "parentwork:desk_discard": Row(_of("draft"), sees=PLANNERS),
    "parentwork:desk_cancel": Row(_of("workshop"), sees=PLANNERS),
    "parentwork:desk_add_date": Row(_of("workshop"), sees=PLANNERS),
    "parentwork:desk_course_helpers": Row(_of("workshop"), sees=PLANNERS),
    "parentwork:desk_edit_date": Row(_of("workshop_date"), sees=PLANNERS),
    "parentwork:desk_cancel_date": Row(_of("workshop_date"), sees=PLANNERS),
    "parentwork:desk_withdraw": Row(_of("past_date"), sees=PLANNERS),
    "parentwork:desk_venues": Row(_of(""), sees=PLANNERS),
    "parentwork:desk_venue": Row(_of("venue"), sees=PLANNERS),
    "parentwork:desk_figures": Row(_of(""), sees=PLANNERS),
    "parentwork:desk_figures_file": Row(lambda cast: _of("")(cast) | {"kind": "xlsx"}, sees=PLANNERS),
    "parentwork:desk_schools": Row(_of(""), sees=PLANNERS),
    # A school is a public fact: each organisation notes of it what is its own.
    "parentwork:desk_school": Row(_of("school"), sees=PLANNERS, forgiven="pk"),
    "parentwork:desk_school_ask": Row(_of("school"), sees=PLANNERS, post=True),
    "parentwork:desk_school_paper": Row(_of("school"), sees=PLANNERS),
    "parentwork:desk_school_paper_add": Row(_of("school"), sees=PLANNERS, post=True, statuses=FORM),
    "parentwork:desk_school_paper_remove": Row(_of("school"), sees=PLANNERS, post=True),
    "parentwork:desk_school_remove": Row(_of("school"), sees=PLANNERS, post=True),
    "parentwork:desk_calendar": Row(_of(""), sees=PLANNERS),
    "parentwork:desk_concepts": Row(_of(""), sees=READ),
    "parentwork:desk_concept_new": Row(_of(""), sees=PLANNERS),
    "parentwork:desk_library": Row(_of(""), sees=READ),
    "parentwork:desk_concept": Row(_of("concept"), sees=READ),
    "parentwork:desk_concept_edit": Row(_of("concept"), sees=PLANNERS),
    "parentwork:desk_concept_share": Row(_of("concept"), sees=PLANNERS, post=True),
    # What is shared belongs to all.
    "parentwork:desk_concept_copy": Row(_of("foreign_concept"), sees=PLANNERS, post=True, forgiven="pk"),
    "parentwork:desk_concept_delete": Row(_of("concept"), sees=PLANNERS),
    "parentwork:desk_material_add": Row(_of("concept"), sees=PLANNERS, post=True, statuses=FORM),
    "parentwork:desk_material": Row(_material, sees=READ),
    "parentwork:desk_material_remove": Row(_material, sees=PLANNERS, post=True, forgiven="material"),
    "parentwork:desk_helpers": Row(_of(""), sees=PLANNERS),
    "parentwork:desk_helper": Row(_of("person"), sees=PLANNERS),
    "parentwork:desk_away": Row(_of("person"), sees=PLANNERS, post=True, statuses=FORM),
    "parentwork:desk_back": Row(_away, sees=PLANNERS, post=True, forgiven="days"),
    "parentwork:desk_retire_helper": Row(_of("person"), sees=PLANNERS, post=True),
    "parentwork:desk_assign": Row(_of("workshop_date"), sees=PLANNERS, post=True, statuses=FORM),
    "parentwork:desk_release": Row(_assignment, sees=PLANNERS, post=True, forgiven="assignment"),
    "parentwork:desk_record_whole": Row(_assignment, sees=PLANNERS, post=True, forgiven="assignment"),
    "parentwork:desk_date": Row(_of("workshop_date"), sees=FAMILY),
    "parentwork:desk_clear": Row(_of("workshop_date"), sees=PLANNERS),
    "parentwork:desk_attendance_list": Row(_of("workshop_date"), sees=FAMILY),
    "parentwork:desk_attendance_pdf": Row(_of("workshop_date"), sees=FAMILY),
    "parentwork:desk_feedback": Row(_of("past_date"), sees=FAMILY),
    "parentwork:desk_feedback_sheet": Row(_of("past_date"), sees=FAMILY),
    "parentwork:desk_door": Row(_of("workshop_date"), sees=FAMILY),
    "parentwork:desk_close_door": Row(_of("workshop_date"), sees=FAMILY, post=True),
    "parentwork:desk_attendance": Row(_of("past_date"), sees=FAMILY),
    "parentwork:desk_book": Row(_of("workshop"), sees=FAMILY),
    "parentwork:desk_booking": Row(_of("booking"), sees=FAMILY),
    "parentwork:desk_cancel_booking": Row(_of("booking"), sees=FAMILY),
    "parentwork:desk_comes": Row(_of("booking"), sees=FAMILY, post=True),
    "parentwork:desk_offer": Row(_of("booking"), sees=FAMILY, post=True),
    "parentwork:desk_interpreter": Row(_of("booking"), sees=FAMILY),
    "parentwork:desk_reach": Row(_of("booking"), sees=FAMILY),
    "parentwork:desk_numbers": Row(_of("booking"), sees=FAMILY),
    "parentwork:desk_openings": Row(_of(""), sees={"coordinator"}),
    "parentwork:desk_hours": Row(_of(""), sees=FAMILY),
    "parentwork:desk_confirm_hours": Row(
        _of(""), sees={"coordinator"}, post=True, data=lambda cast: {"hours": ["1"]}
    ),
    "parentwork:desk_review_hours": Row(_of("hours"), sees={"coordinator"}),
    "parentwork:desk_time_sheet": Row(_of("person"), sees=PLANNERS),
    "parentwork:desk_time_sheet_file": Row(
        lambda cast: _of("person")(cast) | {"kind": "csv"}, sees=PLANNERS, forgiven="kind"
    ),
    "parentwork:desk_needs": Row(_of(""), sees=FAMILY),
    "parentwork:desk_unmet": Row(_of(""), sees=FAMILY),
    # An open need belongs to no organisation: all that are near it see it.
    "parentwork:desk_need": Row(_of("need"), sees=FAMILY, forgiven="pk"),
    "parentwork:desk_need_in_touch": Row(_of("need"), sees=PLANNERS, post=True, forgiven="pk"),
    "parentwork:desk_need_hand_back": Row(_of("need"), sees=PLANNERS, post=True, forgiven="pk"),
    "parentwork:desk_calls": Row(_of(""), sees=PLANNERS),
    "parentwork:desk_call": Row(_of("call"), sees=PLANNERS),
    "parentwork:desk_call_answered": Row(_of("call"), sees=PLANNERS, post=True),
    "parentwork:desk_call_done": Row(_of("call"), sees=PLANNERS, post=True),
}
