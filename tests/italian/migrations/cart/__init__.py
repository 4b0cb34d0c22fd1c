"""The app's own migrations, and after them the one that a third language adds."""

from portal.cart import migrations

__path__ = [*__path__, *migrations.__path__]
