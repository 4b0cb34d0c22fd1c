"""Arrows point one way: blog → portal ← help, and portal.pages imports no other app."""

import ast

import pytest

from portal.settings import BASE_DIR

ROOMS = [
    "portal.pages",
    "portal.search",
    "portal.sharing",
    "portal.cart",
    "portal.visits",
    "portal.feedback",
    "portal.queue",
    "portal.api",
    "portal.translating",
    "portal.watch",
    "portal.importing",
    "portal.handbook",
    "portal.store",
    "blog",
    "help",
]
SHARED = {
    "portal.pages",
    "portal.search",
    "portal.sharing",
    "portal.cart",
    "portal.visits",
    "portal.feedback",
    "portal.queue",
    "portal.api",
    "portal.watch",
    "portal.importing",
    "portal.handbook",
}
ALLOWED = {
    "portal.pages": set(),
    "portal.search": {"portal.pages", "portal.queue"},
    "portal.sharing": {"portal.pages"},
    "portal.cart": {"portal.pages"},
    "portal.visits": {"portal.pages"},
    "portal.feedback": {"portal.pages"},
    "portal.api": {"portal.pages"},
    "portal.queue": {"portal.pages"},
    "portal.translating": {"portal.pages", "portal.queue"},
    "portal.watch": {"portal.pages", "portal.queue"},
    "portal.importing": {"portal.pages", "portal.translating"},
    "portal.handbook": set(),
    "portal.store": {"portal.pages"},
    "blog": SHARED,
    "help": SHARED,
}
EVERYBODY = ("portal.settings", "portal.urls", "portal.demo")
VAGUE_NAMES = {"utils", "helpers", "core", "common", "services"}


def python_files(room):
    return [path for path in (BASE_DIR / room.replace(".", "/")).rglob("*.py") if "migrations" not in path.parts]


def imported_modules(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


@pytest.mark.parametrize("room", ROOMS)
def test_room_imports_only_what_it_may(room):
    for path in python_files(room):
        for module in imported_modules(path):
            other = next((name for name in ROOMS if module == name or module.startswith(f"{name}.")), None)
            assert other in {None, room, *ALLOWED[room]}, f"{path.relative_to(BASE_DIR)} imports {module}"
            assert not module.startswith(EVERYBODY), f"{path.relative_to(BASE_DIR)} imports {module}"


def test_no_module_has_a_vague_name():
    for room in [*ROOMS, "portal.demo"]:
        names = {part for path in python_files(room) for part in [path.stem, path.parent.name]}
        assert not names & VAGUE_NAMES
