"""Which pages stand below which, asked so that SQLite uses its index of the tree's paths."""

from django.db.models.lookups import StartsWith

LAST = "\x7f"  # after every letter that a path has


class PathStartsWith(StartsWith):
    """`path__startswith`, also where Wagtail asks for it.

    SQLite's LIKE is blind to upper and lower case, so no index serves it and each answer reads every page. A range says
    the same.
    """

    def as_sqlite(self, compiler, connection):
        if not self.rhs_is_direct_value():
            return self.as_sql(compiler, connection)
        column, params = self.process_lhs(compiler, connection)
        return f"({column} >= %s AND {column} < %s)", [*params, self.rhs, *params, self.rhs + LAST]


def index_paths(model):
    """Let lookups on this model's `path` be ranges."""
    model._meta.get_field("path").register_lookup(PathStartsWith)
