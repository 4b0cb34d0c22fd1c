from django.db import models


class LoadedPiece(models.Model):
    """One piece of the demo that was loaded once. It is not loaded again, whatever an editor did to it since."""

    key = models.CharField(max_length=80, unique=True)
    loaded_at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return self.key
