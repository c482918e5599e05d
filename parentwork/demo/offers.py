"""What the demo offers, in the public languages."""

from dataclasses import dataclass, field
from datetime import time
from typing import Any

from parentwork.choices import SignUp

TUESDAY, THURSDAY, SATURDAY = 1, 3, 5


@dataclass(frozen=True)
class Offer:
    """One series of the demo. `starts_in`: weeks from now, negative for what is over."""

    key: str
    format: str
    titles: dict[str, str]
    texts: dict[str, str]
    languages: tuple[str, ...]
    starts_in: int
    dates: int
    weekday: int = TUESDAY
    begins: time = time(17, 30)
    ends: time = time(19, 30)
    seats: int = 12
    childcare: int = 6
    families: tuple[tuple[str, int, int], ...] = ()
    more: dict[str, Any] = field(default_factory=dict)


AFTER_PRIMARY = Offer(
    "after-primary", "seminar",
    {
        "de": "Nach der Grundschule: welche Schule jetzt?",
        "de_x_leicht": "Welche Schule kommt nach der Grund-Schule?",
        "en": "After primary school: which school now?",
        "ar": "بعد المدرسة الابتدائية: أي مدرسة الآن؟",
        "fa": "بعد از دبستان: حالا کدام مدرسه؟",
        "pl": "Po szkole podstawowej: jaka szkoła teraz?",
        "ro": "După școala primară: ce școală urmează?",
        "ru": "После начальной школы: какая школа теперь?",
        "tr": "İlkokuldan sonra: şimdi hangi okul?",
        "uk": "Після початкової школи: яка школа тепер?",
    },
    {
        "de": "Wir erklären die Schulformen, sprechen über das Gespräch mit der Lehrerin und füllen die "
        "Anmeldung zusammen aus.",
        "en": "We explain the kinds of school, talk about the meeting with the teacher and fill in the "
        "registration together.",
        "ar": "نشرح أنواع المدارس ونتحدث عن اللقاء مع المعلمة ونملأ استمارة التسجيل معًا.",
    },
    ("ar", "de", "tr"), 1, 4,
    families=(("Samira", 2, 1), ("Familie K.", 1, 2), ("Yusuf", 1, 0), ("Elena", 2, 1)),
)  # fmt: skip
FULL_EVENING = Offer(
    "reports", "information",
    {
        "de": "Das Zeugnis verstehen", "de_x_leicht": "Das Zeugnis verstehen",
        "en": "Understanding the school report", "ar": "فهم الشهادة المدرسية",
        "fa": "فهمیدن کارنامه", "pl": "Jak rozumieć świadectwo", "ro": "Să înțelegem carnetul de note",
        "ru": "Как понять табель", "tr": "Karneyi anlamak", "uk": "Як зрозуміти табель",
    },
    {
        "de": "Was bedeuten die Noten? Was steht zwischen den Zeilen? Bringen Sie ein Zeugnis mit.",
        "en": "What do the marks mean? What stands between the lines? Bring a report with you.",
    },
    ("de", "en", "ar"), 1, 1, weekday=THURSDAY, seats=6, childcare=2,
    families=(("Amal", 2, 1), ("Darya", 2, 1), ("Mehmet", 2, 0), ("Rosa", 1, 0)),
    more={"sign_up": SignUp.SERIES},
)  # fmt: skip
CAFE = Offer(
    "cafe", "open-meeting",
    {
        "de": "Elterncafé in der Nordstadt", "de_x_leicht": "Eltern-Café in der Nordstadt",
        "en": "Parents' café in Nordstadt", "ar": "مقهى الأهل في نوردشتات",
        "fa": "کافه والدین در نوردشتات", "pl": "Kawiarenka rodziców w Nordstadt",
        "ro": "Cafeneaua părinților din Nordstadt", "ru": "Родительское кафе в Нордштадте",
        "tr": "Nordstadt'ta veli kahvesi", "uk": "Батьківське кафе в Нордштадті",
    },
    {
        "de": "Kaffee, Tee und Zeit für Ihre Fragen zur Schule. Kommen Sie einfach vorbei.",
        "en": "Coffee, tea and time for your questions about school. Just come.",
    },
    ("de", "ar", "tr", "bg"), 1, 6, weekday=SATURDAY, begins=time(10), ends=time(12), seats=25, childcare=0,
)  # fmt: skip
PAST = Offer(
    "how-school-works", "course",
    {
        "de": "Wie Schule in Deutschland funktioniert", "de_x_leicht": "So ist Schule in Deutschland",
        "en": "How school works in Germany", "ar": "كيف تعمل المدرسة في ألمانيا",
        "fa": "مدرسه در آلمان چگونه است", "pl": "Jak działa szkoła w Niemczech",
        "ro": "Cum funcționează școala în Germania", "ru": "Как устроена школа в Германии",
        "tr": "Almanya'da okul nasıl işler", "uk": "Як працює школа в Німеччині",
    },
    {"de": "Vier Abende für Eltern, deren Kinder in die Schule kommen."},
    ("ar", "de"), -4, 4,
    families=(("Hanan", 2, 1), ("Ibrahim", 1, 1), ("Leyla", 1, 2), ("Nadia", 2, 0), ("Ana", 1, 1)),
)  # fmt: skip
BERLIN = Offer(
    "first-class", "seminar",
    {
        "de": "Mein Kind kommt in die Schule", "de_x_leicht": "Mein Kind kommt in die Schule",
        "en": "My child starts school", "ar": "طفلي يدخل المدرسة", "fa": "فرزندم به مدرسه می‌رود",
        "pl": "Moje dziecko idzie do szkoły", "ro": "Copilul meu merge la școală",
        "ru": "Мой ребёнок идёт в школу", "tr": "Çocuğum okula başlıyor", "uk": "Моя дитина йде до школи",
    },
    {
        "de": "Anmeldung, Untersuchung und der erste Tag: drei Abende auf Ukrainisch und Russisch.",
        "uk": "Запис, медичний огляд і перший день: три вечори українською та російською.",
    },
    ("uk", "ru", "de"), 1, 3, weekday=THURSDAY, families=(("Oksana", 1, 1), ("Ihor", 2, 0)),
)  # fmt: skip
BERLIN_PAST = Offer(
    "homework", "course",
    {"de": "Lernen zu Hause, ohne Streit", "en": "Learning at home without quarrels",
     "uk": "Навчання вдома без сварок"},
    {"de": "Wie Kinder lernen und was Eltern tun können."},
    ("uk", "de"), -3, 3, weekday=THURSDAY,
    families=(("Olha", 1, 1), ("Maryna", 1, 2), ("Petro", 2, 1)),
)  # fmt: skip
