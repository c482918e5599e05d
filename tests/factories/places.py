import factory

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
