"""Mail domains where everybody can have an address: they say nothing of who belongs together."""

FREEMAILERS = frozenset(
    {
        "aol.com", "arcor.de", "email.de", "freenet.de", "gmail.com", "gmx.at", "gmx.ch", "gmx.de", "gmx.net",
        "googlemail.com", "hotmail.com", "hotmail.de", "icloud.com", "live.de", "mail.de", "mail.ru",
        "mailbox.org", "online.de", "outlook.com", "outlook.de", "posteo.de", "proton.me", "protonmail.com",
        "t-online.de", "web.de", "yahoo.com", "yahoo.de", "yandex.ru",
    }
)  # fmt: skip
