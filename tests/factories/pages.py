import factory

from portal.pages.models import Report


class ReportFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Report

    what = "Der Knopf geht nicht."
    page = "/de/guides/"
    contact = "samira@mail.example"
