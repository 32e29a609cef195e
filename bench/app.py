"""The site with an extra view that does nothing, to measure the middleware alone."""

from __future__ import annotations

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "playbook_site.settings")
settings.ROOT_URLCONF = "bench.urls"
application = get_wsgi_application()
