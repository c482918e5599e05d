import datetime as dt
import io
from uuid import uuid4

import factory
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from portal.guides.choices import Certainty, Kind, State
from portal.guides.models import (
    FactChoice,
    FactKey,
    Guide,
    GuideFeedback,
    LandFact,
    LinkCheck,
    Picture,
    Term,
    Topic,
    Translation,
    Translator,
)
from tests.factories.accounts import UserFactory
from tests.factories.places import LandFactory


class TopicFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Topic
        django_get_or_create = ("slug",)

    slug = "school"
    title = "Schule verstehen"


class GuideFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Guide
        django_get_or_create = ("slug",)

    slug = factory.Sequence(lambda n: f"guide-{n}")
    topic = factory.SubFactory(TopicFactory)


class TextFactory(factory.django.DjangoModelFactory):
    """A published text, German unless said otherwise."""

    class Meta:
        model = Translation

    guide = factory.SubFactory(GuideFactory)
    language = "de"
    title = "Schule"
    summary = "Alles über Schule."
    body = "## Anfang\n\nText.\n"
    state = State.PUBLISHED


class TermFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Term
        django_get_or_create = ("slug",)

    slug = "elternabend"
    word = "Elternabend"
    meaning_de = "Abend für Eltern."
    meaning_ar = "مساء للأهالي."


class FactKeyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FactKey
        django_get_or_create = ("key",)

    key = "enrolment-cutoff"
    kind = Kind.DATE
    label_de = "Stichtag"
    label_ar = "التاريخ الفاصل"
    phrase_de = "6 Jahre alt bis {value}"
    phrase_ar = "بلغ السادسة حتى {value}"


class FactChoiceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FactChoice

    fact_key = factory.SubFactory(FactKeyFactory, key="recommendation", kind=Kind.CHOICE)
    code = "parents"
    text_de = "Die Eltern."


class LandFactFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LandFact

    land = factory.SubFactory(LandFactory)
    fact_key = factory.SubFactory(FactKeyFactory)
    month = 9
    day = 30
    certainty = Certainty.SURE
    source = "bildungsserver.de"
    checked_on = dt.date(2026, 11, 22)


class GuideFeedbackFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = GuideFeedback

    key = factory.LazyFunction(uuid4)
    guide = factory.SubFactory(GuideFactory)
    language = "tr"
    helped = True
    sentence = "Ben Ayşe, 0151 1234567."


class TranslatorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Translator
        django_get_or_create = ("user", "language")

    user = factory.SubFactory(UserFactory)
    language = "ar"


def photo(kind: str = "JPEG", size: tuple[int, int] = (40, 20), **options: object) -> SimpleUploadedFile:
    """A file as a browser sends it."""
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, kind, **options)
    return SimpleUploadedFile(f"photo.{kind.lower()}", out.getvalue())


class PictureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Picture

    slug = "schulhof"
    file = factory.LazyFunction(photo)
    width = 40
    height = 20
    sha256 = "0123456789abcdef" * 4
    alternative_de = "Kinder auf dem Schulhof"


class LinkCheckFactory(factory.django.DjangoModelFactory):
    """A link that waits to be asked."""

    class Meta:
        model = LinkCheck

    url = factory.Sequence(lambda n: f"https://site-{n}.example/")
    host = factory.LazyAttribute(lambda link: link.url.split("/")[2])
    first_seen = dt.date(2026, 11, 1)
    last_seen = factory.LazyFunction(timezone.localdate)
    since = factory.LazyFunction(timezone.now)
    due = factory.LazyFunction(timezone.now)
