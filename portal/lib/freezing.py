"""Figures and texts that are written down once, and the hash by which they are known again."""

import hashlib
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder


def frozen(data: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """`data` as plain JSON values, and the SHA-256 of its canonical form.

    >>> frozen({"b": 1, "a": None})[1] == frozen({"a": None, "b": 1})[1]
    True
    """
    text = json.dumps(data, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return json.loads(text), hashlib.sha256(text.encode()).hexdigest()
