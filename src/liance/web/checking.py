"""The settings of web and store together, as the type checker's plugin reads them; the server builds its own."""

from liance.web.settings import APPLICATIONS, WebOptions, django_settings
from liance.workbench.serving import STORE_APPS

INSTALLED_APPS = [*STORE_APPS, *APPLICATIONS]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
LIANCE_SETUP_CODE = "-"
globals().update(django_settings(WebOptions(secret="-" * 50)))
LIANCE_DEMO = False
LIANCE_MAX_UPLOAD_BYTES = 0
SOCIALACCOUNT_PROVIDERS: dict[str, object] = {}
