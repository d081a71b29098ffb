"""The WSGI application that `kithbridge serve` runs."""

import os

from django.core.wsgi import get_wsgi_application

from kithbridge.web import ticks

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kithbridge.web.settings")
application = get_wsgi_application()
ticks.start()
