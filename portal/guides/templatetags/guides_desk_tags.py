"""Words of the desks of links and facts."""

from __future__ import annotations

import html

from django import template
from django.utils.functional import Promise
from django.utils.html import conditional_escape, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.guides.choices import Certainty, LinkState
from portal.guides.models import LinkCheck
from portal.lib.links import Reason

register = template.Library()

_STATES: dict[str, Promise] = {
    LinkState.NEW: gettext_lazy("not checked yet"),
    LinkState.OK: gettext_lazy("it is there"),
    LinkState.MOVED: gettext_lazy("moved for good"),
    LinkState.UNTELLABLE: gettext_lazy("cannot be checked"),
    LinkState.FAILING: gettext_lazy("not there"),
    LinkState.BROKEN: gettext_lazy("broken"),
}
_TURNS: dict[str, Promise] = {
    LinkState.NEW: gettext_lazy("The portal checks it tonight. Nothing to do."),
    LinkState.OK: gettext_lazy("Nothing to do."),
    LinkState.MOVED: gettext_lazy("Your turn: put the new address where the link stands."),
    LinkState.UNTELLABLE: gettext_lazy("Your turn, if you like: open the link and see whether it is there."),
    LinkState.FAILING: gettext_lazy("The portal tries again tomorrow. Nothing to do yet."),
    LinkState.BROKEN: gettext_lazy("Your turn: find another page or take the link out."),
}
_REASONS: dict[str, Promise] = {
    Reason.ADDRESS: gettext_lazy("this is no address of a website"),
    Reason.INNER: gettext_lazy("it leads into a private network"),
    Reason.NAME: gettext_lazy("there is no website of this name"),
    Reason.SILENT: gettext_lazy("the website does not answer"),
    Reason.CERTIFICATE: gettext_lazy("browsers warn of this website: its certificate is wrong"),
    Reason.REDIRECTS: gettext_lazy("the website sends visitors round and round"),
}


@register.filter
def link_state(link: LinkCheck) -> str:
    return str(_STATES[link.state])


@register.filter
def link_turn(link: LinkCheck) -> str:
    """Whose turn it is."""
    return str(_TURNS[link.state])


@register.filter
def link_reason(link: LinkCheck) -> str:
    """What the website answered, in words as far as there are any."""
    if link.reason == Reason.STATUS:
        return _("the website answers with the number %(status)s") % {"status": link.status}
    return str(_REASONS.get(link.reason, ""))


@register.filter
def broken_anywhere(address: str) -> SafeString:
    """A long address with places where a line may end."""
    return mark_safe(conditional_escape(address).replace("/", "/<wbr>"))  # noqa: S308 - escaped


@register.filter
def certainty_tone(certainty: str) -> str:
    return {Certainty.SURE: "tag-ok", Certainty.OWN: "tag-warn"}.get(Certainty(certainty), "tag-bad")


@register.filter
def shortened(value: str) -> str:
    """A value that fits into a cell of the wide table."""
    return Truncator(html.unescape(strip_tags(value))).chars(40)
