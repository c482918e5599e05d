"""Distances on the globe, for any rows that have a latitude and a longitude column (degrees, WGS 84)."""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import Any, NamedTuple

from django.db.models import ExpressionWrapper, F, FloatField, Q, QuerySet, Value
from django.db.models.functions import ASin, Cos, Least, Power, Radians, Sin, Sqrt

EARTH_RADIUS_KM = 6371.0
KM_PER_DEGREE = 111.2


class Point(NamedTuple):
    latitude: float
    longitude: float


@dataclass(frozen=True)
class Box:
    """Degrees; `west` is smaller than `east`, since nothing here crosses the date line."""

    south: float
    west: float
    north: float
    east: float


def bounding_box(latitude: float, longitude: float, km: float) -> Box:
    """The smallest box of degrees that holds every point up to `km` kilometres from this one."""
    height = km / KM_PER_DEGREE
    # A degree of longitude is narrowest at the edge of the box that is nearer to the pole.
    width = height / max(cos(radians(min(abs(latitude) + height, 89.0))), 0.01)
    return Box(latitude - height, longitude - width, latitude + height, longitude + width)


def inside(box: Box, *, latitude: str = "latitude", longitude: str = "longitude") -> Q:
    """A filter on two columns (or paths such as `postal_code__latitude`) that an index can serve."""
    return Q(**{f"{latitude}__range": (box.south, box.north), f"{longitude}__range": (box.west, box.east)})


def distance_km(
    point: tuple[float, float], *, latitude: str = "latitude", longitude: str = "longitude"
) -> ExpressionWrapper:
    """The great-circle distance in kilometres from `point` (haversine), as an expression to annotate."""
    half_lat = (Radians(F(latitude)) - radians(point[0])) / Value(2.0)
    half_lon = (Radians(F(longitude)) - radians(point[1])) / Value(2.0)
    squared = Power(Sin(half_lat), 2) + Value(cos(radians(point[0]))) * Cos(Radians(F(latitude))) * Power(
        Sin(half_lon), 2
    )
    # Rounding may lift the root above 1 for opposite points, where ASIN would raise.
    arc = ASin(Least(Sqrt(squared), Value(1.0)))
    return ExpressionWrapper(Value(2 * EARTH_RADIUS_KM) * arc, output_field=FloatField())


def km_between(one: Point, other: Point) -> float:
    """The great-circle distance in kilometres between two points (haversine).

    >>> round(km_between(Point(52.52, 13.405), Point(53.55, 9.993)))
    255
    """
    half_lat = radians(other.latitude - one.latitude) / 2
    half_lon = radians(other.longitude - one.longitude) / 2
    squared = (
        sin(half_lat) ** 2 + cos(radians(one.latitude)) * cos(radians(other.latitude)) * sin(half_lon) ** 2
    )
    return 2 * EARTH_RADIUS_KM * asin(min(sqrt(squared), 1.0))


def near[Q_: QuerySet[Any]](
    rows: Q_, point: tuple[float, float], km: float, *,
    latitude: str = "latitude", longitude: str = "longitude",
) -> Q_:  # fmt: skip
    """The rows up to `km` kilometres from `point`, nearest first, each with its `distance` in kilometres."""
    box = bounding_box(*point, km)
    distance = distance_km(point, latitude=latitude, longitude=longitude)
    return (
        rows.filter(inside(box, latitude=latitude, longitude=longitude))
        .annotate(distance=distance)
        .filter(distance__lte=km)
        .order_by("distance", "pk")
    )
