# ruff: noqa: E501
"""Networks of a Land and of a few Länder, beside the one that the demo's people work in."""

from typing import Any

from organisations.choices import Activity, AgePhase, Level

MORE_NETWORKS: dict[str, dict[str, Any]] = {
    "network-nw": {
        "name": "Elternnetz Rhein und Ruhr e. V.",
        "summary_de": "Vereine aus Nordrhein-Westfalen bilden gemeinsam Elternlotsinnen und Elternlotsen aus.",
        "summary_en": "Associations of North Rhine-Westphalia train parent guides together.",
        "languages": ["de", "ar", "tr", "uk"],
        "level": Level.LAND,
        "age_phases": [AgePhase.KITA, AgePhase.PRIMARY, AgePhase.SECONDARY],
        "activities": [Activity.TRAINING, Activity.NETWORKING],
        "postal_code": "45127",
        "email": "buero@elternnetz-rhein-ruhr.example",
        "founded": 2014,
    },
    "network-north": {
        "name": "Nordlicht Elternverbund e. V.",
        "summary_de": "Elternvereine zwischen Weser und Elbe tauschen sich aus und vertreten sich gemeinsam.",
        "summary_en": "Parents’ associations between Weser and Elbe exchange what they know and speak with one voice.",
        "languages": ["de", "tr", "pl", "fa"],
        "level": Level.LAND,
        "age_phases": list(AgePhase),
        "activities": [Activity.NETWORKING, Activity.ADVICE],
        "postal_code": "22765",
        "email": "kontakt@nordlicht-elternverbund.example",
        "founded": 2018,
    },
}
