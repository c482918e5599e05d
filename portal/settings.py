"""All settings, read from the environment. The README lists the variables."""

from datetime import timedelta
from pathlib import Path

import environ
from celery.schedules import crontab
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from portal import servers
from portal.lib import languages, mail, secrets, storage

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# -- what the environment says --------------------------------------------------------------------

DATA_DIR = Path(env.str("DATA_DIR", default="") or BASE_DIR / ".data").resolve()
DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
DEMO_PASSWORD = env.str("DEMO_PASSWORD", default="")
if DEMO and not DEMO_PASSWORD:
    DEMO_PASSWORD = secrets.kept_in(DATA_DIR / "demo-password")[:12]
PORT = servers.port_of(env.str("PORT", default="8000"))
SITE_URL = env.str("SITE_URL", default=f"http://localhost:{PORT}").rstrip("/")
HTTPS = SITE_URL.startswith("https://")
SECRET_KEY = env.str("SECRET_KEY", default="") or secrets.kept_in(DATA_DIR / "secret-key")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])  # former ones, while they are replaced
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = [SITE_URL]
DATABASE_URL = env.str("DATABASE_URL", default="") or servers.database_url(DATA_DIR)
DATABASE_REPLICA_URL = env.str("DATABASE_REPLICA_URL", default="")  # a streaming copy; empty: none
REDIS_URL = env.str("REDIS_URL", default="") or servers.redis_url(DATA_DIR)
EMAIL_URL = env.str("EMAIL_URL", default="filemail://" + str(DATA_DIR / "mail"))
SMS_URL = env.str("SMS_URL", default="file://" + str(DATA_DIR / "sms"))
# A bucket of an object storage, `s3://KEY:SECRET@host/bucket?region=…`; empty: files lie below DATA_DIR.
FILES_URL = env.str("FILES_URL", default="")
# Whom to ask for machine drafts of guides, `deepl://KEY@api-free.deepl.com`; empty: nobody.
MACHINE_TRANSLATION_URL = env.str("MACHINE_TRANSLATION_URL", default="")
# The virus scanner that looks at uploads, `tcp://clamav:3310` or `unix:///run/clamav/clamd.ctl`; empty: none.
CLAMAV_URL = env.str("CLAMAV_URL", default="")
# What Prometheus says in `Authorization: Bearer …` to read /metrics; empty: nobody reads it.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
# Who is told of faults, a server that speaks as Sentry does, `https://KEY@host/PROJECT`; empty: nobody.
SENTRY_DSN = env.str("SENTRY_DSN", default="")
# How many proxies of ours stand in front: so many entries of X-Forwarded-For are believed.
TRUSTED_PROXY_HOPS = env.int("TRUSTED_PROXY_HOPS", default=0)

# -- the house ------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "modeltranslation",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "pgtrigger",
    "pghistory",
    "phonenumber_field",
    "portal",
    "portal.places",
    "portal.erasures",
    "portal.accounts",
    "portal.outbox",
    "portal.documents",
    "portal.pages",
    "portal.guides",
    "organisations",
    "parentwork",
    "funding",
]

MIDDLEWARE = [
    "portal.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "portal.middleware.PrivatePagesMiddleware",
    "portal.middleware.WrongMethodMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.middleware.PathLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.middleware.ExpiredSignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.accounts.middleware.AdminLanguageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.accounts.middleware.SecondFactorMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "portal.middleware.VirusScanMiddleware",
]

# GET changes nothing, and asking who is there would make every public page depend on the cookie.
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["portal.templatetags.house"],
        },
    }
]
FORM_RENDERER = "portal.forms.HouseRenderer"

# -- database and Valkey --------------------------------------------------------------------------

DATABASES = {"default": env.db_url_config(DATABASE_URL)}
# Seconds that somebody waits for a connection or for what another one has locked, before being told so.
DATABASE_PATIENCE = env.int("DATABASE_PATIENCE", default=5)
# Each trigger asks whether to be silent. Where nothing answers, that ends a subtransaction for each row.
DATABASE_LIMITS = f"-c lock_timeout={DATABASE_PATIENCE}s -c pgtrigger.ignore={{}}"
DATABASES["default"]["OPTIONS"] = {"options": DATABASE_LIMITS}
# A pool and persistent connections do not mix; the web process asks for the pool.
DATABASE_POOL = env.int("DATABASE_POOL", default=0)
if DATABASE_POOL:
    # The reader of a page that takes longer has given up. Jobs may take their time.
    DATABASES["default"]["OPTIONS"] = {
        "options": f"{DATABASE_LIMITS} -c statement_timeout=30s",
        "pool": {
            "min_size": 2,
            "max_size": DATABASE_POOL,
            "timeout": DATABASE_PATIENCE,
            # It waits longer after each vain attempt; so it begins anew before the waits are long.
            "reconnect_timeout": DATABASE_PATIENCE,
        },
    }
    # Without it each connection that outlived a restart of the database would fail one request.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if DATABASE_REPLICA_URL:
    DATABASES["replica"] = DATABASES["default"] | env.db_url_config(DATABASE_REPLICA_URL)
    DATABASES["replica"]["OPTIONS"] = DATABASES["default"]["OPTIONS"]
    DATABASE_ROUTERS = ["portal.lib.replicas.ReplicaRouter"]
# Not where the queue is: emptying the cache must not empty it too.
CACHES = {
    "default": {
        "BACKEND": "portal.lib.cache.ForgivingRedisCache",
        "LOCATION": servers.valkey_beside(REDIS_URL, 1),
    }
}

# Memory that a web process gives to whole public pages, and what tells that a shelf of them has changed.
PAGE_CACHE_MB = env.float("PAGE_CACHE_MB", default=0.0 if DEBUG else 32.0)
PAGE_STAMPS: dict[str, str] = {"guides": "portal.guides.queries.edition"}

# -- languages ------------------------------------------------------------------------------------

LANGUAGE_CODE = "de"
LANGUAGES = languages.PUBLIC
LANGUAGES_BIDI = languages.RIGHT_TO_LEFT
DESK_LANGUAGES = languages.DESK
FORMAT_MODULE_PATH = "portal.lib.formats"
LOCALE_PATHS = [BASE_DIR / "locale"]
MODELTRANSLATION_DEFAULT_LANGUAGE = "de"
MODELTRANSLATION_ENABLE_FALLBACKS = False
TIME_ZONE = "Europe/Berlin"
PHONENUMBER_DEFAULT_REGION = "DE"
PHONENUMBER_DEFAULT_FORMAT = "NATIONAL"

# -- files ----------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(DATA_DIR / "static")))
MEDIA_ROOT = DATA_DIR / "media"
HELD_ROOT = DATA_DIR / "held"  # files of forms that came back with an error, for a day
STORAGES = {
    "default": storage.backend(FILES_URL),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
UPLOAD_MAX_BYTES = 15 * 1024 * 1024
DOCUMENT_KEEP_DAYS = 30  # a rendered file whose kind says nothing else; it can be rendered again

# -- sign-in --------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["portal.accounts.adapters.OneQueryBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
ACCOUNT_ADAPTER = "portal.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_CHANGE_EMAIL = True  # one address per person; a new one takes over once it is confirmed
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_FORMS = {
    "login": "portal.accounts.forms.LoginForm",
    "reauthenticate": "portal.accounts.forms.ReauthenticateForm",
    "reset_password": "portal.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "portal.accounts.forms.ResetPasswordKeyForm",
    "change_password": "portal.accounts.forms.ChangePasswordForm",
    "set_password": "portal.accounts.forms.SetPasswordForm",
    "add_email": "portal.accounts.forms.AddEmailForm",
}
MFA_ADAPTER = "portal.accounts.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "portal.accounts.forms.AuthenticateForm",
    "reauthenticate": "portal.accounts.forms.ReauthenticateCodeForm",
    "activate_totp": "portal.accounts.forms.ActivateTOTPForm",
    "deactivate_totp": "portal.accounts.forms.DeactivateTOTPForm",
    "generate_recovery_codes": "portal.accounts.forms.GenerateRecoveryCodesForm",
    "add_webauthn": "portal.accounts.forms.AddWebAuthnForm",
    "edit_webauthn": "portal.accounts.forms.EditWebAuthnForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Elternbrücke"
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
MFA_TRUST_ENABLED = True
MFA_TRUST_COOKIE_AGE = timedelta(days=30)
# Accounts begin with a confirmed address, so one that is being changed need not block a second factor.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# Browsers offer passkeys on https and, for trying out, on localhost only.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
SESSION_COOKIE_AGE = 14 * 24 * 3600

# -- mail and SMS (only portal.outbox sends) --------------------------------------------------------

DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="Elternbrücke <portal@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAILERS = {"default": mail.mailer(EMAIL_URL)}
# A folder of the demo reaches no phone: without a gateway no SMS is offered, and families are called instead.
SMS_POSSIBLE = DEMO or not SMS_URL.startswith("file:")
SMS_MONTHLY_LIMIT = env.int("SMS_MONTHLY_LIMIT", default=200)  # SMS parts of an account; then people call
OUTBOX_KEEP_DAYS = 30  # addresses of finished messages
OUTBOX_FORGET_DAYS = 400  # the rows themselves, which keep a message from being sent again

# -- jobs -----------------------------------------------------------------------------------------

CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 280
CELERY_WORKER_CONCURRENCY = 2
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Longer than the hard limit, or a long job would run twice at once.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 360,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 2,
}
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {"portal.outbox.*": {"queue": "mail"}, "portal.documents.*": {"queue": "documents"}}
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "timetable")  # when beat has last sent each job
# The timetable. Jobs and the loaders below are named by strings: the shell knows no app above it.
# No daily job starts between two and three: that hour comes twice in autumn and not at all in spring.
CELERY_BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    "documents": {"task": "portal.documents.clock.tick", "schedule": 30, "options": {"expires": 25}},
    "outbox": {"task": "portal.outbox.clock.tick", "schedule": 30, "options": {"expires": 25}},
    "calls": {"task": "portal.outbox.clock.drop_calls", "schedule": crontab(minute="*/10")},
    "links": {"task": "portal.guides.clock.check_links", "schedule": crontab(hour=4, minute=10)},
    "search": {"task": "portal.guides.clock.index", "schedule": crontab(hour=3, minute=50)},
    "facts": {"task": "portal.guides.clock.remind", "schedule": crontab(hour=8, minute=15)},
    "erasures": {"task": "portal.erasures.clock.tick", "schedule": crontab(minute=35)},
    "machine drafts": {
        "task": "portal.guides.clock.translate",
        "schedule": 60,
        "options": {"expires": 50},
    },
    "claims": {"task": "organisations.clock.end_claims", "schedule": crontab(minute=25)},
    "measures": {"task": "organisations.clock.remind_of_measures", "schedule": crontab(hour=8, minute=20)},
    "checks": {"task": "organisations.clock.look_after_checks", "schedule": crontab(hour=8, minute=25)},
    "surveys": {"task": "organisations.clock.look_after_surveys", "schedule": crontab(hour=8, minute=30)},
    "sums": {"task": "organisations.clock.freeze_sums", "schedule": crontab(hour=1, minute=40)},
    "words": {"task": "organisations.clock.learn_words", "schedule": crontab(minute=15)},
    "network sums": {
        "task": "organisations.clock.freeze_network_sums",
        "schedule": crontab(hour=1, minute=45),
    },
    "land sums": {"task": "parentwork.clock.freeze_land_sums", "schedule": crontab(hour=1, minute=50)},
    "land reports": {"task": "funding.clock.freeze_land_reports", "schedule": crontab(hour=1, minute=55)},
    "lists": {"task": "organisations.clock.sweep_lists", "schedule": 60, "options": {"expires": 50}},
    "lists of grants": {"task": "funding.clock.sweep_grants", "schedule": 60, "options": {"expires": 50}},
    "reminders": {"task": "parentwork.clock.remind", "schedule": crontab(minute="5,20,35,50")},
    "thanks": {"task": "parentwork.clock.thank", "schedule": crontab(minute=35)},
    "helpers asked": {"task": "parentwork.clock.remind_helpers", "schedule": crontab(minute=50)},
    "schools asked": {"task": "parentwork.clock.remind_schools", "schedule": crontab(hour=9, minute=10)},
    "waiting": {"task": "parentwork.clock.fill", "schedule": crontab(minute="*/10")},
    "deadlines of requests": {"task": "funding.clock.remind", "schedule": crontab(hour=8, minute=35)},
    "purge": {"task": "portal.clock.purge", "schedule": crontab(hour=3, minute=20)},
}

# `manage.py loadreference`: facts that every house needs.
REFERENCE_LOADERS: list[str] = [
    "portal.places.imports.load_reference",
    "parentwork.imports.formats.load_formats",
    "portal.guides.imports.load_reference",
    "portal.guides.services.indexing.refresh",
    "funding.imports.load_reference",
    "organisations.services.learn_words",
]
# `manage.py loaddemo`: people and rows to try the house with, in this order.
DEMO_LOADERS: list[str] = [
    "portal.accounts.demo.load",
    "portal.guides.demo.load",
    "organisations.demo.load",
    "parentwork.demo.load",
    "funding.demo.load",
]
# `manage.py loadgermany`: as much of everything as the whole country may have, in this order.
GERMANY_LOADERS: list[str] = [
    "organisations.germany.load",
    "parentwork.germany.load",
    "funding.germany.load",
]
# /sitemap.xml: the public addresses, by part of the portal.
SITEMAPS: dict[str, str] = {
    "pages": "portal.pages.sitemaps.PageSitemap",
    "guides": "portal.guides.sitemaps.GuideSitemap",
    "organisations": "organisations.sitemaps.OrganisationSitemap",
    "workshops": "parentwork.sitemaps.WorkshopSitemap",
    "offices": "funding.sitemaps.OfficeSitemap",
    "programmes": "funding.sitemaps.ProgrammeSitemap",
    "entries": "funding.sitemaps.EntrySitemap",
}
# Outside links that are looked after weekly, besides those of guides and facts: each callable yields
# (label, address of the page where it can be changed, link).
LINK_SOURCES: list[str] = [
    "organisations.reports.websites.websites",
    "funding.reports.websites.of_offices",
    "funding.reports.websites.of_programmes",
]
# Predicates (ids of workshop and date, day): an Office was told who came; the calendar knows no desk.
EVIDENCE_TOLD: list[str] = ["funding.queries.funded.was_told"]
# Gives the ids of the organisations with a public meeting to come; the registry knows no calendar.
ORGANISATIONS_OFFERING = "parentwork.queries.workshops.organisations_offering"
# `manage.py purge`: each deletes what has reached its deletion date, returns counts.
PURGES: list[str] = [
    "portal.accounts.services.purge",
    "portal.outbox.services.purge",
    "portal.lib.held.purge",
    "portal.lib.storage.purge",
    "organisations.services.deletion.purge",
    "organisations.services.importing.purge",
    "organisations.services.mandates.purge",
    "organisations.services.surveys.purge",
    "organisations.services.figures.purge",
    "parentwork.services.deletion.purge",
    "parentwork.services.consents.purge",
    "parentwork.services.needs.purge",
    "parentwork.services.partnerships.purge",
    "parentwork.services.door.purge",
    "parentwork.services.openings.purge",
    "parentwork.services.team.purge",
    "portal.pages.services.purge",
    "portal.guides.services.feedback.purge",
    "portal.guides.services.pictures.purge",
    "funding.services.deletion.purge",
    "funding.services.advice.purge",
    "funding.services.unsent.purge",
    "funding.services.records.purge",
    "portal.documents.services.purge",  # after all that takes files back
    "portal.erasures.services.purge_histories",
    "organisations.services.logos.purge",
    "portal.erasures.services.purge",
]
# How many days the history of a row is kept while the row lives, by app; None is as long as the row. Of rows
# that are gone it goes with the next purge. Guides are not named: their history tells of nobody.
HISTORY_KEPT_DAYS: dict[str, int | None] = {
    "accounts": 1095,
    "pages": 1095,
    "organisations": 1095,
    "parentwork": 1095,
    "funding": None,
}
# How long hours keep the name of somebody who helps no more: as long as vouchers are kept (ANBest-P 6.5).
VOLUNTEER_NAMES_KEPT_YEARS = 5
# How long it counts that an extended certificate of conduct was seen. Doubtful: § 72a SGB VIII says "at
# regular intervals" and no number; five years is what youth offices mostly agree upon with associations.
CERTIFICATE_VALID_YEARS = env.int("CERTIFICATE_VALID_YEARS", default=5)
ADMIN_LOG_KEPT_DAYS = 730  # what portal staff did in the administration
# What may be noted in the erasure ledger, and what deletes it again after a restore: (ids, *, before).
ERASERS: dict[str, str] = {
    "accounts.user": "portal.accounts.services.erase_again",
    "funding.advicefile": "funding.services.advice.erase_files_again",
    "funding.advicerequest": "funding.services.advice.erase_again",
    "funding.bankaccount": "funding.services.deletion.erase_accounts_again",
    "funding.keptpaper": "funding.services.deletion.erase_kept_papers_again",
    "funding.attachment": "funding.services.deletion.erase_papers_again",
    "funding.expense": "funding.services.deletion.erase_expenses_again",
    "funding.fundingrequest": "funding.services.unsent.erase_again",
    "funding.income": "funding.services.deletion.erase_incomes_again",
    "funding.proofpicture": "funding.services.enclosures.erase_pictures_again",
    "funding.signatory": "funding.services.deletion.erase_signatories_again",
    "funding.receipt": "funding.services.deletion.erase_vouchers_again",
    "organisations.extract": "organisations.services.recovery.erase_again",
    "organisations.contact_of_removed": "organisations.services.removal.erase_again",
    "pages.contact_of_report": "portal.pages.services.erase_contacts_again",
    "parentwork.consent": "parentwork.services.consents.erase_again",
    "parentwork.booking": "parentwork.services.deletion.erase_again",
    "parentwork.helper": "parentwork.services.team.erase_again",
    "parentwork.need": "parentwork.services.needs.erase_again",
    "parentwork.partnership": "parentwork.services.partnerships.erase_again",
    "parentwork.partnershippaper": "parentwork.services.partnership_papers.erase_again",
}
# Public keys of age that seal backups; with none they lie open.
BACKUP_KEYS = env.list("BACKUP_KEYS", default=[])
# The ledger is kept as long as backups are.
BACKUPS_KEPT_DAYS = env.int("BACKUPS_KEPT_DAYS", default=400)
# Apps whose rows portal staff may change in the administration, where it lets anybody; what is only to be
# looked at there says so itself.
STAFF_ADMINISTERS = {"pages", "guides", "outbox", "documents", "organisations", "parentwork", "funding"}
# Predicates (user): this person must have a second factor.
SECOND_FACTOR_RULES: list[str] = [
    "portal.accounts.rules.is_portal_staff",
    "organisations.rules.opens_contact_data",
    "funding.rules.is_officer",
    "funding.rules.is_auditor",
]
# Called as (user, *, by) before an account is closed; a ValidationError refuses, the rest cleans up.
WHEN_ACCOUNT_CLOSES: list[str] = [
    "organisations.services.people.leave_everything",
    "parentwork.services.team.account_closes",
]

# What was typed into a funding request and never saved is forgotten after this many days.
FUNDING_DRAFT_DAYS = env.int("FUNDING_DRAFT_DAYS", default=180)
# A request that was never sent is deleted when nobody has touched it for this many months.
FUNDING_UNSENT_MONTHS = env.int("FUNDING_UNSENT_MONTHS", default=12)
FUNDING_CASES_KEPT_YEARS = env.int("FUNDING_CASES_KEPT_YEARS", default=5)
# A question to a contact point is deleted with its answers this many months after the last of them.
ADVICE_KEPT_MONTHS = env.int("ADVICE_KEPT_MONTHS", default=6)
# A list of grants from before the portal is deleted when it has not been brought in anew for so many years.
FUNDING_PAST_GRANTS_YEARS = env.int("FUNDING_PAST_GRANTS_YEARS", default=10)
# How an organisation was checked, and why it was hidden, is forgotten this many days after that has ended.
TRUST_KEPT_DAYS = 1095
# A register extract that somebody has sent is deleted so many days after the answer.
EXTRACTS_KEPT_DAYS = 30
# Bookings of families, contacts included, are deleted this many days after the last date of their workshop.
BOOKINGS_KEPT_DAYS = env.int("BOOKINGS_KEPT_DAYS", default=14)
# What a family allows of its own accord (pictures, invitations) ends by itself after so many months.
CONSENTS_KEPT_MONTHS = env.int("CONSENTS_KEPT_MONTHS", default=24)
# Who is known at a school is forgotten this many days after the organisation and the school ended their work.
PARTNERSHIP_CONTACTS_DAYS = 365
# Who opened a list of families' names is forgotten this many days later.
LIST_OPENINGS_KEPT_DAYS = 365
# What somebody looks for ends by itself, and is deleted, this many months after it was posted or changed.
NEEDS_KEPT_MONTHS = env.int("NEEDS_KEPT_MONTHS", default=6)

# -- safety ---------------------------------------------------------------------------------------

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "worker-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
}
# Django's own defaults stand: no sniffing, no frames, referrer to ourselves only, cookies "Lax".
CSRF_FAILURE_VIEW = "portal.views.csrf_failure"
if HTTPS:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {request_id} {name} {message}", "style": "{"},
        "json": {"()": "portal.lib.logs.JsonLines"},
    },
    "filters": {"no personal data": {"()": "portal.lib.logs.NoPersonalData"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": env.str("LOG_FORMAT", default="line"),
            "filters": ["no personal data"],
        }
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}
SITE_NAME = _("Elternbrücke")

# -- the operator, as the imprint and the other texts of the footer name it ---------------------------

_demo = {
    "OPERATOR_NAME": "Musterstadt, Amt für Bildung",
    "OPERATOR_ADDRESS": "Rathausplatz 1, 12345 Musterstadt",
    "OPERATOR_MAIL": "elternbruecke@demo.example",
    "OPERATOR_PHONE": "0123 456789",
    "OPERATOR_REPRESENTED_BY": "Erika Mustermann",
    "OPERATOR_ENFORCEMENT_BODY": "Ombudsstelle für digitale Barrierefreiheit, Musterland",
}
OPERATOR = {
    name.removeprefix("OPERATOR_").lower(): env.str(name, default=value if DEMO else "")
    for name, value in _demo.items()
}
GUIDE_FEEDBACK_DAYS = 365  # the words that readers write about a guide; that it helped or not is kept
REPORT_ANSWER_DAYS = 14  # a report of a barrier or a problem is answered within
REPORT_KEEP_DAYS = 365  # and deleted after
