import pytest

from portal.lib.mail import mailer

SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://127.0.0.1:2525", {"host": "127.0.0.1", "port": 2525, "use_tls": False, "use_ssl": False}),
        (
            "smtp+tls://u%40x:p%3Aw@mail.example",
            {"username": "u@x", "password": "p:w", "port": None, "use_tls": True},
        ),
        ("smtps://mail.example?timeout=3", {"use_ssl": True, "use_tls": False, "timeout": 3}),
    ],
)
def test_an_smtp_address_says_host_sign_in_and_protection(url, expected):
    made = mailer(url)
    assert made["BACKEND"] == SMTP
    assert {name: made["OPTIONS"][name] for name in expected} == expected


def test_a_folder_takes_mails_of_the_demo():
    assert mailer("filemail:///data/mail")["OPTIONS"] == {"file_path": "/data/mail"}


def test_another_scheme_is_refused_clearly():
    with pytest.raises(ValueError, match="unknown scheme 'http'"):
        mailer("http://mail.example")
