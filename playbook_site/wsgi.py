"""The WSGI application that gunicorn serves, with the renderer warmed in each worker."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from roadmap.pdf.worker import worker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "playbook_site.settings")
application = get_wsgi_application()
worker.take_on(max(settings.SERVE_THREADS // 2, 1))
worker.warm_up()
