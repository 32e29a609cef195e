"""The WSGI application that gunicorn serves, with its press warmed in each worker."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from roadmap.press_room import room

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "playbook_site.settings")
application = get_wsgi_application()
room.take_on(max(settings.SERVE_THREADS // 2, 1))
room.warm_up()
