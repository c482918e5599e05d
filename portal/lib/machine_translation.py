"""Machine translation by a provider outside: DeepL or LibreTranslate, off unless a setting names one.

`MACHINE_TRANSLATION_URL=deepl://KEY@api-free.deepl.com` or `libretranslate://[KEY@]host[:port][/path]`; with
`+http` behind the name (`libretranslate+http://translate:5000`) it is asked without TLS, within own walls.

What people write never goes out. So a provider takes nothing but `OwnText`, which only the guides make, of
the texts that the portal itself publishes; a plain string is refused, by the type checker and at run time.
"""

from __future__ import annotations

import json
import unicodedata
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import SplitResult, unquote, urlencode, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

TIMEOUT_SECONDS = 20
MAX_ANSWER = 2_000_000
DEFAULT_WAIT_SECONDS = 60
_LONGEST_WAIT = 3600
# The answers that a later try may change.
_LATER = {408, 425, 429, 500, 502, 503, 504, 529}
_SCRIPTS = {"ar": "ARABIC", "fa": "ARABIC", "ru": "CYRILLIC", "uk": "CYRILLIC"}
# A sentence of fewer words may rightly stay as it is: "Bildung und Teilhabe".
_FEW_WORDS = 5


@dataclass(frozen=True)
class OwnText:
    """A text that we wrote and publish, as XML: `<x id="1"/>` and `<g id="2">…</g>` are to be left alone."""

    markup: str


class MachineError(Exception):
    """The provider gave no translation; `reason` is a code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TryLater(MachineError):  # noqa: N818 - an answer, not a fault
    """It may work after so many seconds."""

    def __init__(self, reason: str, seconds: int = DEFAULT_WAIT_SECONDS) -> None:
        super().__init__(reason)
        self.seconds = min(max(seconds, 1), _LONGEST_WAIT)


class Refused(MachineError):  # noqa: N818 - an answer, not a fault
    """It will not work for these texts."""


class Closed(MachineError):  # noqa: N818 - an answer, not a fault
    """It will work for no text: a wrong key, or what was paid for is used up."""


class Provider(Protocol):
    """Whatever translates."""

    # How many texts may be sent at once.
    at_once: int

    def translate(self, texts: Sequence[OwnText], source: str, target: str) -> list[str]:
        """The texts in another language, in their order, as XML with the same elements; or MachineError."""


def is_on() -> bool:
    """Whether a provider is named."""
    return bool(settings.MACHINE_TRANSLATION_URL)


def provider() -> Provider:
    """The provider that `MACHINE_TRANSLATION_URL` names."""
    url = urlsplit(settings.MACHINE_TRANSLATION_URL)
    name, _plus, transport = url.scheme.partition("+")
    if name in _PROVIDERS and transport in ("", "https", "http") and url.hostname:
        return _PROVIDERS[name](url._replace(scheme=transport or "https"))
    raise ImproperlyConfigured("MACHINE_TRANSLATION_URL must begin with deepl:// or libretranslate://")


class DeepL:
    """The interface of DeepL, free and paid (api-free.deepl.com, api.deepl.com)."""

    at_once = 20
    _codes: Mapping[str, str] = {"en": "EN-GB"}

    def __init__(self, url: SplitResult) -> None:
        self._http = _Http(url, "/v2/translate")
        self._key = unquote(url.username or "")

    def translate(self, texts: Sequence[OwnText], source: str, target: str) -> list[str]:
        fields = [("source_lang", source.upper()), ("target_lang", self._codes.get(target, target.upper()))]
        fields += [("tag_handling", "xml"), ("preserve_formatting", "1")]
        fields += [("text", markup) for markup in _markups(texts)]
        headers = {"Authorization": f"DeepL-Auth-Key {self._key}"}
        answer = self._http.post(
            urlencode(fields).encode(), headers | {"Content-Type": "application/x-www-form-urlencoded"}
        )
        return _checked([row["text"] for row in answer["translations"]], texts)


class LibreTranslate:
    """LibreTranslate, which one can run oneself."""

    at_once = 10

    def __init__(self, url: SplitResult) -> None:
        self._http = _Http(url, "/translate")
        self._key = unquote(url.username or "")

    def translate(self, texts: Sequence[OwnText], source: str, target: str) -> list[str]:
        asked: dict[str, Any] = {
            "q": _markups(texts), "source": source, "target": target, "format": "html",
        }  # fmt: skip
        if self._key:
            asked["api_key"] = self._key
        answer = self._http.post(json.dumps(asked).encode(), {"Content-Type": "application/json"})
        return _checked(answer["translatedText"], texts)


_PROVIDERS: Mapping[str, Callable[[SplitResult], Provider]] = {
    "deepl": DeepL,
    "libretranslate": LibreTranslate,
}


def in_language(words: str, german: str, target: str) -> bool:
    """Whether an answer can be in the language that was asked for, as far as letters tell."""
    if len(german.split()) >= _FEW_WORDS and words.split() == german.split():
        return False
    if target not in _SCRIPTS:
        return True
    letters = [letter for letter in words if letter.isalpha()]
    right = sum(unicodedata.name(letter, "").startswith(_SCRIPTS[target]) for letter in letters)
    return len(german.split()) < _FEW_WORDS or right * 2 >= len(letters)


def _markups(texts: Sequence[OwnText]) -> list[str]:
    if not all(isinstance(text, OwnText) for text in texts):
        raise TypeError("only texts of our own go to a provider")
    return [text.markup for text in texts]


def _checked(answers: Any, texts: Sequence[OwnText]) -> list[str]:
    if not isinstance(answers, list) or len(answers) != len(texts):
        raise Refused("another number of texts")
    if not all(isinstance(answer, str) for answer in answers):
        raise Refused("no text")
    return answers


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        """The key goes to the configured address and nowhere else."""
        return


class _Http:
    def __init__(self, url: SplitResult, path: str) -> None:
        bare = url._replace(netloc=url.netloc.rpartition("@")[2], path=url.path.rstrip("/") + path)
        self._address = bare.geturl()
        self._opener = urllib.request.build_opener(_NoRedirect)

    def post(self, body: bytes, headers: Mapping[str, str]) -> Any:
        request = urllib.request.Request(self._address, body, dict(headers))  # noqa: S310 - see provider()
        try:
            with self._opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
                return _parsed(answer.read(MAX_ANSWER + 1))
        except urllib.error.HTTPError as error:
            error.close()
            raise _meant(error) from None
        except OSError as error:
            raise TryLater(type(error).__name__) from None


def _parsed(content: bytes) -> Any:
    try:
        answer = json.loads(content)
    except ValueError as error:
        raise Refused("no JSON") from error
    if not isinstance(answer, dict) or not {"translations", "translatedText"} & set(answer):
        raise Refused("no translation")
    return answer


def _meant(error: urllib.error.HTTPError) -> MachineError:
    if error.code in _LATER:
        wait = error.headers.get("Retry-After", "")
        seconds = int(wait) if wait.isascii() and wait.isdigit() else DEFAULT_WAIT_SECONDS
        return TryLater(f"HTTP {error.code}", seconds)
    if error.code in (401, 403, 404, 456):
        return Closed(f"HTTP {error.code}")
    return Refused(f"HTTP {error.code}")
