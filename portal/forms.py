"""How every form of the house is drawn; the templates stand in templates/parts/."""

from django.forms.renderers import TemplatesSetting


class HouseRenderer(TemplatesSetting):
    """`{{ form }}` prints each field with label, hint, error and control, in one column."""

    form_template_name = "parts/form.html"
    field_template_name = "parts/field.html"
