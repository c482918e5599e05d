"""Concepts: written once, followed by several workshops, shared with others and copied by them."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from parentwork.choices import WorkshopState
from parentwork.models import Concept, Material, Workshop, WorkshopDate
from parentwork.services import concepts as services
from tests.factories.organisations import OrganisationFactory
from tests.factories.parentwork import ConceptFactory, FormatFactory, WorkshopDateFactory, WorkshopFactory
from tests.parentwork.test_views_desk import planned

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def concept(cast):
    return ConceptFactory(organisation=cast.association)


def said(**change) -> dict:
    empty = dict.fromkeys(
        ["format", "area", "target_de", "method_de", "indicator_de", "title_en", "goal_en", "target_en",
         "method_en", "indicator_en"], "",
    )  # fmt: skip
    return empty | {"title_de": "Rucksack", "goal_de": "Eltern lesen vor.", "version": "1"} | change


def pdf(name: str = "ablauf.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


class TestWriting:
    def test_a_concept_is_written_and_read_by_all_members(self, cast, client, desk):
        answer = desk.post("desk_concept_new", said(area="welcome", goal_en="Parents read aloud."))
        row = Concept.objects.get()
        assert answer.url == row.get_absolute_url()
        assert (row.organisation, row.area, row.is_shared) == (cast.association, "welcome", False)
        client.force_login(cast.helper)
        page = desk.get("desk_concept", pk=row.pk).text
        assert "Parents read aloud." in page
        assert "A culture of welcome" in page
        assert "Change the concept" not in page

    def test_title_and_goal_are_asked_for(self, desk):
        answer = desk.post("desk_concept_new", said(title_de="", goal_de=""))
        assert answer.status_code == 422
        assert set(answer.context["form"].errors) == {"title_de", "goal_de"}
        assert not Concept.objects.exists()

    def test_a_stale_edit_shows_both(self, desk, concept):
        desk.post("desk_concept_edit", said(version="1", title_de="Neu"), pk=concept.pk)
        answer = desk.post("desk_concept_edit", said(version="1", title_de="Anders"), pk=concept.pk)
        assert answer.status_code == 422
        assert answer.context["rows"] == [{"label": "Title", "stored": "Neu"}]
        assert 'value="Anders"' in answer.text
        desk.post("desk_concept_edit", said(version="2", title_de="Anders"), pk=concept.pk)
        concept.refresh_from_db()
        assert (concept.title_de, concept.version) == ("Anders", 3)

    def test_one_that_workshops_follow_is_not_deleted(self, cast, desk, concept):
        followed = WorkshopFactory(organisation=cast.association, concept=concept)
        assert "Delete the concept?" in desk.get("desk_concept_delete", pk=concept.pk).text
        desk.post("desk_concept_delete", pk=concept.pk)
        assert Concept.objects.filter(pk=concept.pk).exists()
        Workshop.objects.filter(pk=followed.pk).update(concept=None)
        desk.post("desk_concept_delete", pk=concept.pk)
        assert not Concept.objects.filter(pk=concept.pk).exists()


class TestMaterials:
    def add(self, desk, concept, **data):
        return desk.post("desk_material_add", {"name": "Ablauf", "link": ""} | data, pk=concept.pk)

    def test_a_file_is_kept_and_given_out_as_an_attachment(self, desk, concept):
        self.add(desk, concept, file=pdf())
        row = Material.objects.get()
        assert (row.mime, row.size) == ("application/pdf", len(PDF))
        answer = desk.get("desk_material", pk=concept.pk, material=row.pk)
        assert b"".join(answer.streaming_content) == PDF
        assert answer["Content-Disposition"] == 'attachment; filename="Ablauf.pdf"'
        assert self.add(desk, concept, file=pdf()).status_code == 302
        assert Material.objects.count() == 1

    def test_a_file_need_not_be_chosen_again_because_its_name_was_missing(self, desk, concept):
        refused = self.add(desk, concept, name="", file=pdf())
        token = refused.context["form"]["file"].held.token
        assert token in refused.text
        assert self.add(desk, concept, **{"held-file": token}).status_code == 302
        assert (Material.objects.get().name, Material.objects.get().size) == ("Ablauf", len(PDF))

    def test_a_link_leads_to_its_page(self, desk, concept):
        self.add(desk, concept, link="https://www.example.org/spiele")
        assert (
            'href="https://www.example.org/spiele" rel="noopener'
            in desk.get("desk_concept", pk=concept.pk).text
        )
        assert desk.get("desk_material", pk=concept.pk, material=Material.objects.get().pk).status_code == 404

    @pytest.mark.parametrize(
        ("file", "error"),
        [
            (pdf("lied.exe"), "This kind of file cannot be taken"),
            (pdf("bild.png"), "not what its name says"),
            (pdf(content=b""), "empty"),
        ],
    )
    def test_what_is_no_document_is_refused(self, desk, concept, file, error):
        answer = self.add(desk, concept, file=file)
        assert answer.status_code == 422
        assert error in str(answer.context["form"].errors["file"])
        assert not Material.objects.exists()

    def test_neither_or_both_is_a_question(self, desk, concept):
        assert self.add(desk, concept).status_code == 422
        assert self.add(desk, concept, file=pdf(), link="https://www.example.org/").status_code == 422
        assert self.add(desk, concept, link="javascript:alert(1)").status_code == 422

    def test_there_is_room_for_a_dozen(self, cast, desk, concept):
        for number in range(services.MOST_MATERIALS):
            services.add_link(concept, "x", f"https://www.example.org/{number}", by=cast.coordinator)
        answer = self.add(desk, concept, link="https://www.example.org/")
        assert answer.status_code == 422
        assert "There is room for 12 materials." in answer.text

    def test_taken_away_its_file_goes_too(self, desk, concept, django_capture_on_commit_callbacks):
        self.add(desk, concept, file=pdf())
        row = Material.objects.get()
        with django_capture_on_commit_callbacks(execute=True):
            desk.post("desk_material_remove", pk=concept.pk, material=row.pk)
        assert not row.file.storage.exists(row.file.name)
        assert desk.post("desk_material_remove", pk=concept.pk, material=row.pk).status_code == 302


class TestTheLibrary:
    @pytest.fixture
    def foreign(self):
        row = ConceptFactory(
            organisation=OrganisationFactory(name="Verein Mosaik"),
            is_shared=True,
            indicator_de="Acht von zehn.",
        )
        row.materials.create(name="Spiele", link="https://www.example.org/")
        return row

    def test_shows_what_others_share_and_nothing_else(self, cast, desk, concept, foreign):
        secret = ConceptFactory(title_de="Nur für uns")
        hidden = ConceptFactory(title_de="Nicht öffentlich", is_shared=True)
        type(hidden.organisation).objects.filter(pk=hidden.organisation_id).update(state="unclaimed")
        page = desk.get("desk_library").text
        assert [row.pk for row in desk.get("desk_library").context["page_obj"]] == [foreign.pk]
        assert "Verein Mosaik" in page
        for row in (secret, hidden):
            assert desk.get("desk_concept", pk=row.pk).status_code == 404
            assert desk.post("desk_concept_copy", pk=row.pk).status_code == 404

    def test_is_filtered_by_quality_area(self, desk, foreign):
        Concept.objects.filter(pk=foreign.pk).update(area="welcome")
        address = desk.address("desk_library")
        assert desk.follow(f"{address}?area=welcome").context["page_obj"].object_list
        assert not desk.follow(f"{address}?area=participation").context["page_obj"].object_list
        assert desk.follow(f"{address}?area=nonsense").context["page_obj"].object_list

    def test_a_copy_is_an_own_concept_that_names_its_origin_and_is_made_once(self, cast, desk, foreign):
        for _tap in range(2):
            answer = desk.post("desk_concept_copy", pk=foreign.pk)
        own = cast.association.concepts.get()
        assert answer.url == own.get_absolute_url()
        assert (own.origin, own.indicator_de, own.is_shared) == ("Verein Mosaik", "Acht von zehn.", False)
        assert [material.name for material in own.materials.all()] == ["Spiele"]
        desk.post("desk_concept_edit", said(title_de="Unseres"), pk=own.pk)
        foreign.refresh_from_db()
        assert foreign.title_de == "Schule verstehen"
        page = desk.get("desk_concept", pk=own.pk).text
        assert re.search(r"first written by\s+<bdi>Verein Mosaik</bdi>", page)

    def test_a_copy_of_a_copy_names_who_wrote_it_first_and_outlives_the_original(self, cast, desk, foreign):
        desk.post("desk_concept_copy", pk=foreign.pk)
        own = cast.association.concepts.get()
        services.share(own, True, by=cast.coordinator)
        third = services.copy(own, cast.foreign_association, by=cast.foreign_coordinator)
        assert third.origin == "Verein Mosaik"
        foreign.delete()
        own.refresh_from_db()
        assert (own.copied_from, own.origin) == (None, "Verein Mosaik")

    def test_a_copied_file_is_a_file_of_its_own(self, cast, desk, foreign):
        sheet = pdf()
        foreign.materials.create(name="Ablauf", file=sheet, mime="application/pdf", sha256="x")
        desk.post("desk_concept_copy", pk=foreign.pk)
        names = set(Material.objects.exclude(file="").values_list("file", flat=True))
        assert len(names) == 2

    def test_sharing_and_taking_back(self, cast, client, desk, concept):
        desk.post("desk_concept_share", {"shared": "1"}, pk=concept.pk)
        assert list(Concept.objects.shared()) == [concept]
        assert not desk.get("desk_library").context["page_obj"].object_list
        desk.post("desk_concept_share", {}, pk=concept.pk)
        assert not Concept.objects.shared().exists()

    def test_an_organisation_that_is_not_listed_shares_nothing(self, cast, desk, concept):
        type(cast.association).objects.filter(pk=cast.association.pk).update(state="unclaimed")
        answer = desk.post("desk_concept_share", {"shared": "1"}, pk=concept.pk)
        assert "First show your organisation to everybody" in desk.follow(answer.url).text
        assert not Concept.objects.filter(is_shared=True).exists()


class TestAWorkshopFollowsOne:
    def test_the_format_suggests_the_concept(self, cast, desk, workshop):
        course = FormatFactory(code="course")
        ConceptFactory(organisation=cast.association, format=course, title_de="Alt")
        newer = ConceptFactory(organisation=cast.association, format=course, title_de="Neu")
        ConceptFactory(format=course)
        page = desk.follow(desk.address("desk_plan") + "?format=course").text
        assert f'<option value="{newer.pk}" selected>' in page
        seminar = desk.follow(desk.address("desk_plan") + "?format=seminar").text
        assert f'<option value="{newer.pk}">' in seminar

    def test_it_is_named_at_the_workshop_and_taken_over_when_it_is_planned_again(self, cast, desk, concept):
        desk.post("desk_plan", planned(cast, step="create", concept=concept.pk))
        row = Workshop.objects.get(concept=concept)
        assert concept.get_absolute_url() in desk.get("desk_workshop", pk=row.pk).text
        again = desk.follow(desk.address("desk_plan") + f"?like={row.pk}").text
        assert f'<option value="{concept.pk}" selected>' in again

    def test_a_concept_of_others_must_be_copied_first(self, cast, desk):
        foreign = ConceptFactory(is_shared=True)
        answer = desk.post("desk_plan", planned(cast, step="create", concept=foreign.pk))
        assert "concept" in answer.context["form"].errors

    def test_reports_can_name_the_concepts_behind_dates(self, cast, concept):
        followed = WorkshopFactory(
            organisation=cast.association, concept=concept, state=WorkshopState.PUBLISHED
        )
        WorkshopDateFactory(workshop=followed)
        WorkshopDateFactory(workshop=followed)
        other = ConceptFactory(organisation=cast.association)
        WorkshopFactory(organisation=cast.association, concept=other)
        assert list(Concept.objects.behind(WorkshopDate.objects.all())) == [concept]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("name", "count"), [("desk_concepts", 13), ("desk_library", 12), ("desk_concept", 13)]
)
def test_the_pages_ask_as_often_with_three_rows_as_with_one(
    cast, desk, rows, name, count, django_assert_num_queries
):
    own = ConceptFactory(organisation=cast.association, format=FormatFactory())
    for number in range(rows):
        ConceptFactory(organisation=cast.association, format=FormatFactory(code=f"format-{number}"))
        ConceptFactory(is_shared=True, format=FormatFactory())
        own.materials.create(name="Spiele", link="https://www.example.org/")
        WorkshopFactory(organisation=cast.association, concept=own)
    with django_assert_num_queries(count):
        assert desk.get(name, **({"pk": own.pk} if name == "desk_concept" else {})).status_code == 200
