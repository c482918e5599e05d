import pytest


@pytest.mark.django_db
def test_home_is_served_in_arabic_from_right_to_left(client):
    response = client.get("/ar/")
    assert response.status_code == 200
    assert '<html lang="ar" dir="rtl">' in response.content.decode()
