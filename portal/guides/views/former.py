"""Addresses at which a guide was once."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from portal.guides.models import FormerSlug, Guide


def elsewhere(request: HttpRequest, slug: str) -> HttpResponse:
    """The same page of a guide that has moved, 410 for one that is gone for good; 404 if it never was.

    To a guide that nobody can read leads no address.
    """
    former = get_object_or_404(FormerSlug.objects.select_related("guide"), slug=slug)
    if former.guide is None:
        return render(request, "guides/gone.html", status=410)
    if not Guide.objects.public().filter(pk=former.guide.pk).exists():
        raise Http404
    found = request.resolver_match
    address = reverse(found.view_name if found else "guides:detail", args=[former.guide.slug])
    query = request.META.get("QUERY_STRING", "")
    whole = address + (f"?{query}" if query else "")
    return redirect(whole, permanent=True, preserve_request=request.method == "POST")
