"""Django's settings. Technical values come from the environment; nothing here decides anything about people (rules do)."""

from __future__ import annotations

import os
import secrets as random_source
from pathlib import Path
from urllib.parse import urlparse

import dj_database_url

from kithbridge.web import home as _home

HOME = _home.home()
TESTING = os.environ.get("KITHBRIDGE_TESTING") == "1"
DEMO = os.environ.get("KITHBRIDGE_DEMO") == "1"
# The address people type. Passkeys are bound to its host name; localhost works without TLS, 127.0.0.1 does not (measured).
ADDRESS = os.environ.get("KITHBRIDGE_ADDRESS", "http://localhost:8000")
VERSION_SHOWN = True

DEBUG = False
SECRET_KEY = _home.secrets().django if _home.have_secrets() else random_source.token_urlsafe(50)
ALLOWED_HOSTS = [
    host for host in {urlparse(ADDRESS).hostname, "localhost", "127.0.0.1", *os.environ.get("KITHBRIDGE_HOSTS", "").split(",")} if host
]
if TESTING:
    ALLOWED_HOSTS += ["testserver"]
CSRF_TRUSTED_ORIGINS = [ADDRESS]
BEHIND_TLS = ADDRESS.startswith("https://")
if BEHIND_TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "django_htmx",
    "kithbridge.web.apps.WebConfig",
    "kithbridge.web.record.apps.RecordConfig",
    "kithbridge.rules.apps.RulesConfig",
    "kithbridge.people.keyring.apps.KeyringConfig",
    "kithbridge.people.sessions.apps.SessionsConfig",
    "kithbridge.people.apps.PeopleConfig",
    "kithbridge.people.deciding.apps.DecidingConfig",
    "kithbridge.reach.apps.ReachConfig",
    "kithbridge.words.apps.WordsConfig",
    "kithbridge.agree.apps.AgreeConfig",
]
MIDDLEWARE = [
    "kithbridge.web.middleware.outermost",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kithbridge.web.middleware.headers",
    "kithbridge.web.middleware.text",
    "kithbridge.people.closing.only_the_last_page",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "kithbridge.rules.middleware.one_state",
    "kithbridge.people.middleware.keys",
    "kithbridge.people.middleware.open_site",
    "kithbridge.people.middleware.slips_are_not_guessed",
    "kithbridge.agree.opened.gate",
]
ROOT_URLCONF = "kithbridge.web.urls"
WSGI_APPLICATION = "kithbridge.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "kithbridge.web.context.page",
                "kithbridge.people.context.people",
                "kithbridge.reach.context.lines",
            ]
        },
    }
]

_SQLITE = "kithbridge.web.sqlite"
# WAL holds ciphertext and tallies only; secure_delete keeps what was blanked from lingering in free pages.
_CONTENT = "PRAGMA journal_mode=WAL; PRAGMA secure_delete=ON; PRAGMA synchronous=FULL;"
_KEYRING = "PRAGMA journal_mode=DELETE; PRAGMA secure_delete=ON; PRAGMA synchronous=FULL;"
_COMMON = "PRAGMA trusted_schema=OFF; PRAGMA temp_store=MEMORY; PRAGMA foreign_keys=ON;"


def _sqlite(path: Path, pragmas: str) -> dict[str, object]:
    return {
        "ENGINE": _SQLITE,
        "NAME": str(path),
        "OPTIONS": {"init_command": pragmas + _COMMON, "transaction_mode": "IMMEDIATE", "timeout": 20},
        "TEST": {"NAME": str(path.with_name("test-" + path.name))},
    }


DATABASES: dict[str, dict[str, object]] = {
    "default": _sqlite(HOME / "content.sqlite3", _CONTENT),
    "keyring": _sqlite(HOME / "keyring.sqlite3", _KEYRING),
    "volatile": _sqlite(
        _home.volatile() / "sessions.sqlite3", "PRAGMA journal_mode=MEMORY; PRAGMA secure_delete=ON; PRAGMA synchronous=OFF;"
    ),
}
# Several web machines: all three on PostgreSQL (docs/adr/0010). One machine: the content alone may be.
_WHERE = {"default": "DATABASE_URL", "keyring": "KEYRING_URL", "volatile": "VOLATILE_URL"}
for _alias, _variable in _WHERE.items():
    if _address := os.environ.get(_variable):
        _named = dict(dj_database_url.parse(_address, conn_max_age=60, conn_health_checks=True))
        if _named["ENGINE"] == "django.db.backends.postgresql":
            DATABASES[_alias] = _named
        elif _named["ENGINE"] == "django.db.backends.sqlite3" and _alias == "default":
            DATABASES["default"] = _sqlite(Path(str(_named["NAME"])), _CONTENT)
        else:
            raise _home.MissingSecretsError(f"{_variable} must name a PostgreSQL database (postgres://...). Without it SQLite is used.")
_same = [tuple(str(_one.get(_part)) for _part in ("HOST", "PORT", "NAME", "OPTIONS")) for _one in DATABASES.values()]
if len(set(_same)) < len(_same):
    # They would share one list of migrations, and a backup of one would hold the other.
    raise _home.MissingSecretsError("DATABASE_URL, KEYRING_URL and VOLATILE_URL must name different databases.")
for _database in DATABASES.values():
    _database.setdefault("CONN_MAX_AGE", None)
DATABASE_ROUTERS = ["kithbridge.web.router.ByLabel"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en-gb"
# A language stands here once its words are translated: a page must not call itself Welsh and speak English.
LANGUAGES = [("en-gb", "English")]
LOCALE_PATHS = [Path(__file__).resolve().parent.parent / "locale"]
LANGUAGE_COOKIE_NAME = "__Host-l"
USE_I18N = True
TIME_ZONE = "Europe/London"
USE_TZ = True

STATIC_URL = "/s/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    }
}
WHITENOISE_USE_FINDERS = TESTING
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 31536000

# One session-length cookie each; nothing that outlives the browser window stays on her phone.
CSRF_COOKIE_NAME = "__Host-c"
CSRF_COOKIE_AGE = None
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_PATH = "/"
CSRF_FAILURE_VIEW = "kithbridge.people.views.carry.not_sent"

APPEND_SLASH = False
# `no-referrer` makes Chromium send `Origin: null` and Django refuse every form (measured).
SECURE_REFERRER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 262_144
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300
FILE_UPLOAD_MAX_MEMORY_SIZE = 4_194_304
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

LOGGING_CONFIG = "kithbridge.web.logs.configure"
LOGGING: dict[str, object] = {"version": 1}  # not empty: Django calls LOGGING_CONFIG only when there is something to hand it
SILENCED_SYSTEM_CHECKS: list[str] = []
