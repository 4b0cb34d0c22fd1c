"""Wagtail looks for hooks in this module; each subject registers its own."""

from portal.translating import copying_hooks, exchange_hooks, radar_hooks  # noqa: F401
