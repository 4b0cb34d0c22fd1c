"""Kinds of pages that readers choose as one when they filter results; rooms with finer kinds say which those are."""

_groups = {}


def group_kinds(key, label, kinds):
    """Filter pages of these `search_kind`s together, as `key`; `label` may be lazy. A kind is in one group."""
    _groups.update(dict.fromkeys(kinds, (key, label)))


def group_of(kind, label):
    """`(key, label)` that a kind is filtered by: those of its group, or its own."""
    key, name = _groups.get(kind, (kind, label))
    return key, str(name)
