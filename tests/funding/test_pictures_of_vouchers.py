"""A photo of a voucher comes back as what it is."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from funding.services.expenses import keep_receipt
from tests.cast import Cast
from tests.funding import scenes

pytestmark = pytest.mark.django_db


def test_a_picture_that_was_drawn_anew_is_named_by_its_new_kind(cast: Cast) -> None:
    drawn = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(drawn, "PNG")
    kept = keep_receipt(
        scenes.proof(cast), SimpleUploadedFile("beleg.png", drawn.getvalue()), by=cast.coordinator
    )
    assert (kept.name, kept.mime) == ("beleg.jpg", "image/jpeg")
    assert kept.file.read(2) == b"\xff\xd8"
