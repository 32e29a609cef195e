"""The site for gunicorn, with guards that the environment switches off, so that a control can fail.

FAULTS_OFF names them: `atomic` (an act is whole or not at all), `answer` (503 rather than 500),
`health` (a connection is tested before it is used). FAULTS_SLOW makes each act last so many
milliseconds longer, halfway, so that a kill finds one there; FAULTS_PATIENCE are the seconds that
SQLite waits for a lock.
"""

from __future__ import annotations

import os
import time
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "playbook_site.settings")
OFF = os.environ.get("FAULTS_OFF", "").split(",")
SLOW = int(os.environ.get("FAULTS_SLOW", "0")) / 1000
settings.STORAGES["staticfiles"]["BACKEND"] = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"  # needs no collectstatic
)
database: dict[str, Any] = settings.DATABASES["default"]
if patience := os.environ.get("FAULTS_PATIENCE"):
    database["OPTIONS"]["timeout"] = float(patience)
if "health" in OFF:
    database["CONN_HEALTH_CHECKS"] = False

application = get_wsgi_application()

from playbook_site.middleware import responses  # noqa: E402
from playbook_site.views import errors  # noqa: E402 (models, once Django is ready)
from roadmap.history import transaction  # noqa: E402

if "atomic" in OFF:
    without = SimpleNamespace(atomic=nullcontext, set_rollback=lambda rollback: None)
    patch.object(transaction, "transaction", without).start()
if "answer" in OFF:
    for module in (responses, errors):
        patch.object(module, "is_database_trouble", lambda error: False).start()
if SLOW:
    record = transaction.Revision.record

    def record_late(*arguments: Any, **named: Any) -> Any:
        time.sleep(SLOW)
        return record(*arguments, **named)

    patch.object(transaction.Revision, "record", record_late).start()
