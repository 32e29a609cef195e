"""Django's settings in the render worker: templates and Dutch formats; no app, no database."""

from pathlib import Path

BASE_DIR = Path(__file__).resolve().parents[2]
TAGS = (BASE_DIR / "content" / "templatetags").glob("[a-z]*.py")

LANGUAGE_CODE = "nl-be"
TIME_ZONE = "Europe/Brussels"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {"libraries": {path.stem: f"content.templatetags.{path.stem}" for path in TAGS}},
    }
]
LOGGING_CONFIG = None
