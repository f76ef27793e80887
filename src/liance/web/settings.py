"""How Django is set up for the web: everything that is not the database.

All secrets come from the environment or from a key file; none is written into logs or pages.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from liance.core.errors import LianceError
from liance.core.language import Text
from liance.core.limits import MAX_FILE_BYTES
from liance.workbench.figures import ChartsMissingError, charts_path

_HERE: Final = Path(__file__).parent
#: The Django applications of the web, beside those of the store.
APPLICATIONS: Final = (
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "ninja",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "liance.web",
)
#: Bytes of a form beside its files: a draft of the longest text that is read, in UTF-8.
_MAX_FORM_BYTES: Final = 20 * 1024 * 1024


class SettingsError(LianceError):
    """The server's settings do not fit together."""


@dataclass(frozen=True, slots=True)
class WebOptions:
    """What may differ from one installation to another.

    ``hosts`` are the host names that the server answers to. ``https`` says that people reach it by https (a proxy
    in front does that): cookies are then sent by https only. ``demo`` shows a line that this is a demonstration.
    """

    secret: str = field(repr=False)
    hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "[::1]")
    https: bool = False
    demo: bool = False
    oidc: Mapping[str, str] = field(default_factory=dict, repr=False)


def oidc_from(environment: Mapping[str, str]) -> dict[str, str]:
    """Read the sign-in server (OpenID Connect) from the environment; empty where none is named.

    ``LIANCE_OIDC_URL`` (issuer), ``LIANCE_OIDC_CLIENT``, ``LIANCE_OIDC_SECRET_FILE`` and, to be shown on the
    button, ``LIANCE_OIDC_NAME``.

    Raises:
        SettingsError: some of them are named, but not all, or the file cannot be read.
    """
    names = ("LIANCE_OIDC_URL", "LIANCE_OIDC_CLIENT", "LIANCE_OIDC_SECRET_FILE")
    given = {name: environment.get(name, "").strip() for name in names}
    if not any(given.values()):
        return {}
    missing = [name for name, value in given.items() if not value]
    if missing:
        raise SettingsError(
            Text(
                zh="统一登录（OIDC）的设置不全，还缺：{missing}",
                en="the settings of the sign-in server (OIDC) are incomplete; still missing: {missing}",
            ),
            missing=", ".join(missing),
        )
    try:
        secret = Path(given["LIANCE_OIDC_SECRET_FILE"]).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            Text(
                zh="读不到 LIANCE_OIDC_SECRET_FILE 所指的文件",
                en="the file that LIANCE_OIDC_SECRET_FILE names cannot be read",
            )
        ) from error
    return {
        "url": given["LIANCE_OIDC_URL"],
        "client": given["LIANCE_OIDC_CLIENT"],
        "secret": secret,
        "name": environment.get("LIANCE_OIDC_NAME", "").strip() or "OIDC",
    }


def secret_from(environment: Mapping[str, str], key_file: Path) -> str:
    """Return the server's secret: ``LIANCE_SECRET_KEY``, else the key file, which is made where it is missing.

    Raises:
        SettingsError: the key is too short, or the file can be neither read nor written.
    """
    given = environment.get("LIANCE_SECRET_KEY", "")
    try:
        if not given and key_file.exists():
            given = key_file.read_text(encoding="utf-8").strip()
        elif not given:
            given = secrets.token_urlsafe(48)
            key_file.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
                stream.write(given + "\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            Text(
                zh="无法读写密钥文件 {path}；请检查权限，或设置环境变量 LIANCE_SECRET_KEY",
                en="the key file {path} can be neither read nor written; check permissions or set LIANCE_SECRET_KEY",
            ),
            path=key_file,
        ) from error
    if len(given) < 32:
        raise SettingsError(
            Text(
                zh="密钥太短，至少需要 32 个字符",
                en="the secret key is too short; it needs at least 32 characters",
            )
        )
    return given


def _charts() -> list[tuple[str, Path]]:
    """Return where the charts library lies, if the package holds it; without it pages show tables only."""
    try:
        return [("echarts", charts_path().parent)]
    except ChartsMissingError:
        return []


def django_settings(options: WebOptions) -> dict[str, Any]:
    """Return Django's settings for these options."""
    providers: dict[str, Any] = {}
    if options.oidc:
        providers["openid_connect"] = {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "office",
                    "name": options.oidc["name"],
                    "client_id": options.oidc["client"],
                    "secret": options.oidc["secret"],
                    "settings": {"server_url": options.oidc["url"]},
                }
            ],
        }
    return {
        "SECRET_KEY": options.secret,
        "DEBUG": False,
        "ALLOWED_HOSTS": list(options.hosts),
        "ROOT_URLCONF": "liance.web.urls",
        "MIDDLEWARE": [
            "liance.web.middleware.security_headers",
            "whitenoise.middleware.WhiteNoiseMiddleware",
            "django.middleware.gzip.GZipMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.locale.LocaleMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "allauth.account.middleware.AccountMiddleware",
            "django_htmx.middleware.HtmxMiddleware",
            "liance.web.middleware.errors",
            "liance.web.middleware.gate",
        ],
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [_HERE / "templates"],
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                        "liance.web.context.page",
                    ],
                    "loaders": [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                    "builtins": ["liance.web.templatetags.liance", "django.templatetags.static"],
                },
            }
        ],
        "LANGUAGE_CODE": "zh-hans",
        "LANGUAGES": [("zh-hans", "中文"), ("en", "English")],
        "LANGUAGE_COOKIE_NAME": "liance_language",
        "LANGUAGE_COOKIE_SAMESITE": "Lax",
        "LANGUAGE_COOKIE_AGE": 365 * 24 * 3600,
        "USE_I18N": True,
        "STATIC_URL": "/static/",
        "STATICFILES_DIRS": _charts(),
        "STORAGES": {
            "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
        "WHITENOISE_USE_FINDERS": True,
        "WHITENOISE_AUTOREFRESH": False,
        "WHITENOISE_MAX_AGE": 3600,
        "AUTHENTICATION_BACKENDS": ["allauth.account.auth_backends.AuthenticationBackend"],
        "AUTH_PASSWORD_VALIDATORS": [
            {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
            {
                "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
                "OPTIONS": {"min_length": 10},
            },
            {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
            {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
        ],
        "LOGIN_URL": "/accounts/login/",
        "LOGIN_REDIRECT_URL": "/",
        "ACCOUNT_LOGIN_METHODS": {"username"},
        "ACCOUNT_SIGNUP_FIELDS": ["username*", "password1*", "password2*"],
        "ACCOUNT_EMAIL_VERIFICATION": "none",
        "ACCOUNT_ADAPTER": "liance.web.adapters.AccountAdapter",
        "ACCOUNT_LOGOUT_REDIRECT_URL": "/accounts/login/",
        "ACCOUNT_SESSION_REMEMBER": False,
        "ACCOUNT_RATE_LIMITS": {"login": "60/m/ip", "login_failed": "20/m/ip,5/5m/key"},
        "SOCIALACCOUNT_ADAPTER": "liance.web.adapters.SocialAccountAdapter",
        "SOCIALACCOUNT_PROVIDERS": providers,
        "SOCIALACCOUNT_LOGIN_ON_GET": False,
        "SOCIALACCOUNT_AUTO_SIGNUP": True,
        "SESSION_COOKIE_NAME": "liance_session",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": options.https,
        "SESSION_COOKIE_AGE": 12 * 3600,
        "CSRF_COOKIE_NAME": "liance_csrf",
        "CSRF_COOKIE_SECURE": options.https,
        "CSRF_COOKIE_SAMESITE": "Lax",
        "CSRF_FAILURE_VIEW": "liance.web.views.errors.csrf_failure",
        "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https") if options.https else None,
        "DATA_UPLOAD_MAX_MEMORY_SIZE": _MAX_FORM_BYTES,
        "DATA_UPLOAD_MAX_NUMBER_FIELDS": 2_000,
        "DATA_UPLOAD_MAX_NUMBER_FILES": 1,
        "FILE_UPLOAD_MAX_MEMORY_SIZE": 2 * 1024 * 1024,
        "FILE_UPLOAD_HANDLERS": [
            "liance.web.uploads.BoundedHandler",
            "django.core.files.uploadhandler.MemoryFileUploadHandler",
            "django.core.files.uploadhandler.TemporaryFileUploadHandler",
        ],
        "LIANCE_DEMO": options.demo,
        "LIANCE_MAX_UPLOAD_BYTES": MAX_FILE_BYTES,
        "NINJA_PAGINATION_MAX_LIMIT": 200,
        "NINJA_PAGINATION_PER_PAGE": 50,
        "SILENCED_SYSTEM_CHECKS": ["security.W004", "security.W008"],
        "LOGGING": {
            "version": 1,
            "disable_existing_loggers": False,
            "handlers": {"console": {"class": "logging.StreamHandler"}},
            "loggers": {
                "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
                # That requests wait for a thread is no error, and would fill the log line by line.
                "waitress.queue": {"handlers": ["console"], "level": "ERROR", "propagate": False},
            },
        },
    }
