from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """An editor, moderator, shop keeper or admin. Readers have no account."""
