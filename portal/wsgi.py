import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

django = get_wsgi_application()

# Needs the settings, which have just been read.
from portal.store.serving import with_store  # noqa: E402

application = with_store(django)
