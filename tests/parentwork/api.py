"""The API as tests ask it."""

from typing import Any

from django.test import Client


def ask(client: Client, address: str, status: int = 200, **query: Any) -> dict[str, Any]:
    response = client.get(f"/api/{address}", query)
    assert response.status_code == status, response.text
    assert response["Content-Type"] == "application/json"
    return response.json()


def names(client: Client, address: str, **query: Any) -> list[str]:
    return [entry["name"] for entry in ask(client, address, **query)["contents"]]
