import factory

from portal.lib.text import fold
from portal.places.models import District, Land, PostalCode


class LandFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Land
        django_get_or_create = ("code",)

    code = "DE-NW"
    name = "Nordrhein-Westfalen"
    ags = "05"
    tile_column = 1
    tile_row = 3


class DistrictFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = District
        django_get_or_create = ("ags",)

    ags = "05913"
    name = "Dortmund"
    land = factory.SubFactory(LandFactory)


class PostalCodeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PostalCode
        django_get_or_create = ("code",)

    code = "44137"
    place = "Dortmund"
    district = factory.SubFactory(DistrictFactory)
    latitude = 51.51
    longitude = 7.46


def two_cities() -> tuple[PostalCode, PostalCode]:
    """Dortmund and Berlin as the factories make them, in four questions to the database instead of thirty.

    What is there already stays as it is.
    """
    lands = [LandFactory.build(), LandFactory.build(code="DE-BE", name="Berlin", ags="11")]
    districts = [
        DistrictFactory.build(land=lands[0]),
        DistrictFactory.build(land=lands[1], ags="11000", name="Berlin"),
    ]
    codes = [
        PostalCodeFactory.build(district=districts[0]),
        PostalCodeFactory.build(
            district=districts[1], code="12043", place="Berlin", latitude=52.48, longitude=13.44
        ),
    ]
    for code in codes:
        code.folded = fold(code.place)
    for rows in (lands, districts, codes):
        type(rows[0])._default_manager.bulk_create(rows, ignore_conflicts=True)
    found = PostalCode.objects.select_related("district__land").in_bulk([code.pk for code in codes])
    return found["44137"], found["12043"]
