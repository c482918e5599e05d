"""The formats of parent work that the field knows, as data that an operator may add to."""

from typing import Any

from parentwork.choices import SignUp
from parentwork.models import Format

LANGUAGES = ("de", "de_x_leicht", "en", "ar", "fa", "pl", "ro", "ru", "tr", "uk")

# Names that a programme bears in every language.
_PROPER = {
    "strong-parents": (
        "Starke Eltern – Starke Kinder",
        "Kurs, 8 bis 12 Treffen",
        "Course, 8 to 12 meetings",
    ),
    "eltern-ag": (
        "ELTERN-AG",
        "20 wöchentliche Treffen vor der Schule",
        "20 weekly meetings before school age",
    ),
    "fun": (
        "FuN – Familie und Nachbarschaft",
        "Ganze Familien, etwa 8 Treffen",
        "Whole families, about 8 meetings",
    ),
    "rucksack": ("Griffbereit / Rucksack", "Wöchentlich, etwa neun Monate", "Weekly, for about nine months"),
    "hippy": ("HIPPY", "Hausbesuche und Gruppentreffen", "Home visits and group meetings"),
    "elterntalk": ("ELTERNTALK", "4 bis 8 Eltern, in einer Wohnung", "4 to 8 parents, at somebody's home"),
}

# In the order of LANGUAGES.
_NAMES: dict[str, tuple[str, ...]] = {
    "open-meeting": (
        "Elterncafé", "Eltern-Café", "Parents' café", "مقهى الأهل", "کافه والدین", "Kawiarenka dla rodziców",
        "Cafenea pentru părinți", "Родительское кафе", "Veli kahvesi", "Батьківське кафе",
    ),
    "information": (
        "Informationsabend", "Abend mit Infos", "Information evening", "أمسية معلومات", "شب اطلاع‌رسانی",
        "Wieczór informacyjny", "Seară de informare", "Информационный вечер", "Bilgilendirme akşamı",
        "Інформаційний вечір",
    ),
    "seminar": (
        "Elternseminar", "Kurs für Eltern", "Seminar for parents", "ندوة للأهل", "سمینار والدین",
        "Seminarium dla rodziców", "Seminar pentru părinți", "Семинар для родителей", "Veli semineri",
        "Семінар для батьків",
    ),
    "course": (
        "Elternkurs", "Kurs mit fester Gruppe", "Course for parents", "دورة للأهل", "دوره والدین",
        "Kurs dla rodziców", "Curs pentru părinți", "Курс для родителей", "Veli kursu", "Курс для батьків",
    ),
    "parent-guides": (
        "Elternlotsen und Stadtteilmütter", "Eltern helfen Eltern", "Parent guides",
        "مرشدو الأهل", "راهنمایان والدین", "Rodzice przewodnicy", "Părinți-ghizi",
        "Родители-проводники", "Veli rehberleri", "Батьки-провідники",
    ),
    "mediation": (
        "Sprach- und Kulturmittlung", "Hilfe beim Verstehen", "Language and culture mediation",
        "وساطة لغوية وثقافية", "میانجیگری زبانی و فرهنگی", "Mediacja językowa i kulturowa",
        "Mediere lingvistică și culturală", "Языковое и культурное посредничество",
        "Dil ve kültür aracılığı", "Мовне та культурне посередництво",
    ),
    "homework": (
        "Hausaufgabenhilfe", "Hilfe bei Haus-Aufgaben", "Homework help", "مساعدة في الواجبات المدرسية",
        "کمک در تکالیف مدرسه", "Pomoc w odrabianiu lekcji", "Ajutor la teme",
        "Помощь с домашними заданиями", "Ödev yardımı", "Допомога з домашніми завданнями",
    ),
    "training": (
        "Schulung für Ehrenamtliche", "Schulung für Helfer", "Training for volunteers",
        "تدريب للمتطوعين", "آموزش داوطلبان", "Szkolenie dla wolontariuszy",
        "Instruire pentru voluntari", "Обучение для волонтёров", "Gönüllü eğitimi",
        "Навчання для волонтерів",
    ),
    "networking": (
        "Netzwerktreffen", "Treffen von Vereinen", "Networking meeting", "لقاء شبكة الجمعيات",
        "نشست شبکه", "Spotkanie sieci", "Întâlnire de rețea", "Встреча сети", "Ağ toplantısı",
        "Зустріч мережі",
    ),
}  # fmt: skip

_USUAL = ("sign_up", "usual_dates", "usual_minutes", "usual_seats", "usual_childcare", "needs_licence")
# Code → what is usual, in the order of the list that people choose from.
_FORMATS: dict[str, tuple[str, int, int, int, int, bool]] = {
    "open-meeting": (SignUp.OPEN, 10, 120, 25, 0, False),
    "information": (SignUp.PER_DATE, 1, 120, 25, 6, False),
    "seminar": (SignUp.SERIES, 3, 120, 15, 6, False),
    "course": (SignUp.SERIES, 10, 120, 12, 6, False),
    "strong-parents": (SignUp.SERIES, 10, 150, 12, 6, True),
    "eltern-ag": (SignUp.SERIES, 20, 120, 10, 6, True),
    "fun": (SignUp.SERIES, 8, 180, 20, 0, True),
    "rucksack": (SignUp.SERIES, 30, 120, 10, 6, True),
    "hippy": (SignUp.SERIES, 20, 120, 12, 6, True),
    "elterntalk": (SignUp.PER_DATE, 1, 120, 8, 0, True),
    "parent-guides": (SignUp.PER_DATE, 1, 90, 10, 0, False),
    "mediation": (SignUp.PER_DATE, 1, 60, 4, 0, False),
    "homework": (SignUp.OPEN, 10, 90, 15, 0, False),
    "training": (SignUp.SERIES, 6, 180, 15, 0, False),
    "networking": (SignUp.PER_DATE, 1, 180, 30, 0, False),
}
_HINTS = {
    "open-meeting": ("Regelmäßig, ohne Anmeldung", "Regular, without sign-up"),
    "information": ("Ein Abend zu einem Thema", "One evening on one topic"),
    "seminar": ("Meist 1 bis 3 Termine zu einem Thema", "Usually 1 to 3 dates on one topic"),
    "course": ("Viele Termine, feste Gruppe", "Many dates, a fixed group"),
    "parent-guides": ("Geschulte Eltern begleiten Familien", "Trained parents accompany families"),
    "mediation": ("Begleitung bei Gesprächen in der Schule", "Company for talks at school"),
    "homework": ("Kinder lernen, Eltern sind dabei", "Children learn, parents are there"),
    "training": ("Für Menschen, die andere anleiten", "For people who guide others"),
    "networking": (
        "Vereine und Schulen lernen sich kennen",
        "Associations and schools meet each other",
    ),
}


def load_formats() -> dict[str, int]:
    """Create what is missing and bring names up to date; formats that an operator added stay."""
    created = 0
    for position, (code, usual) in enumerate(_FORMATS.items(), 1):
        columns = {"position": position * 10, **dict(zip(_USUAL, usual, strict=True)), **_words(code)}
        _format, new = Format.objects.update_or_create(code=code, defaults=columns)
        created += new
    return {"formats": created}


def _words(code: str) -> dict[str, Any]:
    if code in _PROPER:
        name, german, english = _PROPER[code]
        names = dict.fromkeys((f"name_{language}" for language in LANGUAGES), name)
        return names | {"hint_de": german, "hint_en": english}
    german, english = _HINTS[code]
    names = {f"name_{language}": name for language, name in zip(LANGUAGES, _NAMES[code], strict=True)}
    return names | {"hint_de": german, "hint_en": english}
