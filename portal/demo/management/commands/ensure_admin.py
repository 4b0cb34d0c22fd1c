import os
import secrets

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand

USERNAME = "admin"


class Command(BaseCommand):
    """Create the superuser `admin`, or give it ADMIN_PASSWORD when that is set and differs.

    Without ADMIN_PASSWORD a password is generated at creation and printed this once.
    """

    help = "Create the superuser admin with ADMIN_PASSWORD or a generated password, printed once."

    def handle(self, **options):
        users = get_user_model().objects
        wanted = os.environ.get("ADMIN_PASSWORD", "")
        user = users.filter(username=USERNAME).first()
        if user is None:
            password = wanted or secrets.token_urlsafe(12)
            users.create_superuser(USERNAME, email="", password=password)
            shown = "ADMIN_PASSWORD" if wanted else f"{password}  (shown only now)"
            self.stdout.write(f"Admin: {settings.BASE_URL}/admin/  user: {USERNAME}  password: {shown}")
        elif wanted and not user.check_password(wanted):
            user.set_password(wanted)
            user.save(update_fields=["password"])
            self.stdout.write(f"The password of {USERNAME} is now ADMIN_PASSWORD.")
