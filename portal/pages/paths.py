"""Which pages stand below which, asked so that SQLite uses its index of the tree's paths."""

from django.db.models.lookups import StartsWith

LAST = "\x7f"  # after every letter that a path has


class PathStartsWith(StartsWith):
    """`path__startswith`, also where Wagtail asks for it.

    SQLite's LIKE is blind to upper and lower case, so no index serves it and each answer reads every page. A range says
    the same.
    """

    def as_sqlite(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        start, start_params = ("%s", [self.rhs]) if self.rhs_is_direct_value() else compiler.compile(self.rhs)
        bounds = [*params, *start_params, *params, *start_params, LAST]
        return f"({column} >= {start} AND {column} < {start} || %s)", bounds


def index_paths(model):
    """Let lookups on this model's `path` be ranges."""
    model._meta.get_field("path").register_lookup(PathStartsWith)
