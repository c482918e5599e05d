"""How long an SMS is, and how to keep it short (3GPP TS 23.038 and 23.040)."""

# One character of seven bits each; those of the extension table cost two.
_BASIC = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = set("\f^{}\\[~]|€")
# A single part, and each of several parts, which lose room to their numbering.
_GSM7 = (160, 153)
_UCS2 = (70, 67)


def is_gsm7(text: str) -> bool:
    """Whether every character stands in the GSM alphabet, so that a part holds 160 instead of 70."""
    return all(letter in _BASIC or letter in _EXTENDED for letter in text)


def _weights(text: str) -> tuple[list[int], tuple[int, int]]:
    if is_gsm7(text):
        return [2 if letter in _EXTENDED else 1 for letter in text], _GSM7
    return [2 if ord(letter) > 0xFFFF else 1 for letter in text], _UCS2


def segments(text: str) -> int:
    """How many SMS parts `text` takes. A character is never divided between two parts."""
    weights, (single, part) = _weights(text)
    if sum(weights) <= single:
        return 1
    count, room = 1, part
    for weight in weights:
        if weight > room:
            count, room = count + 1, part
        room -= weight
    return count


def fit(text: str, parts: int = 2) -> str:
    """`text` cut at a word, with dots, so that it takes at most `parts` SMS parts.

    An address at its end stays whole, since half of one leads nowhere: the words before it give way.
    """
    text = " ".join(text.split())
    if segments(text) <= parts:
        return text
    words = text.split(" ")
    # An ellipsis is no GSM letter: it would turn the whole text into 70 characters a part.
    dots = "..." if is_gsm7(text) else "…"
    end = f"{dots} {words[-1]}"
    if "://" in words[-1] and segments(end) <= parts:
        words.pop()
    else:
        end = dots
    while len(words) > 1 and segments(" ".join(words) + end) > parts:
        words.pop()
    short = " ".join(words)
    while short and segments(short + end) > parts:
        short = short[:-1]
    return short + end
