"""Kanal as it is deployed, and its pictures, which another server would send in front of it."""

from django.conf import settings
from whitenoise import WhiteNoise

from portal.wsgi import application as kanal

application = WhiteNoise(kanal, root=settings.MEDIA_ROOT, prefix="media/")
