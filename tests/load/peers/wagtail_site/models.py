"""What Wagtail keeps of a page."""

from typing import ClassVar

from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page


class TextPage(Page):
    """A page of one text."""

    body = RichTextField()
    content_panels: ClassVar = [*Page.content_panels, FieldPanel("body")]
    template = "page.html"

    class Meta:
        app_label = "wagtail_site"
