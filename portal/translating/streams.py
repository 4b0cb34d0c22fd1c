"""The texts inside a StreamField, and a translation built from the original's blocks."""

from collections import Counter
from copy import deepcopy
from dataclasses import dataclass

from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock

from portal.translating.copying import translated_id

TEXT_BLOCKS = (blocks.CharBlock, blocks.TextBlock, blocks.RichTextBlock)
HEADING = blocks.CharBlock(required=False)


@dataclass
class Place:
    """Where one text stands in a stream's raw value: `container[key]`. `other` is the translation's text there."""

    container: dict | list
    key: str | int
    block: blocks.Block
    other: str
    path: str
    label: str

    @property
    def text(self):
        return self.container[self.key] or ""


def raw_value(stream):
    """The stream as plain lists and dicts, with every default and every list in its present format; a copy."""
    children = [(child.block_type, child.value, child.id) for child in stream or []]
    return deepcopy(blocks.StreamValue(stream.stream_block, children).get_prep_value()) if children else []


class StreamTexts:
    """The texts of a translated StreamField, and a new translation of it.

    A text is named by its block's id and the names on the way to it. Its translation is what stands at the same
    place of the other stream: in the block whose id is made from the original's, else, where both streams are of the
    same blocks in the same order, in the one at the same position.
    """

    def __init__(self, source, target, code, path, label):
        self.stream_block, self.code = source.stream_block, code
        self.raw, self.other = raw_value(source), raw_value(target)
        self.places = list(self.walk_stream(self.stream_block, self.raw, self.other, path, label))

    def build(self, texts):
        """The original's blocks with `texts` (`{path: text}`) in their places, else what is translated there now."""
        for place in self.places:
            place.container[place.key] = texts.get(place.path, place.other)
        return self.stream_block.to_python(self.raw)

    @property
    def lost(self):
        """Texts of the present translation that have no counterpart, and that `build` leaves out."""
        there = deepcopy(self.other)
        texts = [place.text for place in self.walk_stream(self.stream_block, there, [], "", "") if place.text]
        kept = Counter(place.other for place in self.places)
        return list((Counter(texts) - kept).elements())

    def walk_stream(self, stream_block, children, others, path, label):
        for position, (child, other) in enumerate(self.pairs(children, others), start=1):
            block = stream_block.child_blocks[child["type"]]
            names = f"{path}/{child['id']}", f"{label}, {position}: {block.label}"
            yield from self.walk(block, child, "value", other and other["value"], *names)
            self.give_id(child, other)

    def walk_list(self, list_block, items, others, path, label):
        """Items are named by their position: an old list's ids are made anew each time it is read."""
        for position, (item, other) in enumerate(self.pairs(items, others), start=1):
            names = f"{path}/{position}", f"{label} {position}"
            yield from self.walk(list_block.child_block, item, "value", other and other["value"], *names)
            self.give_id(item, other)

    def give_id(self, child, other):
        child["id"] = other["id"] if other else translated_id(child["id"], self.code)

    def pairs(self, children, others):
        """Each child with the one that translates it, or None."""
        return zip(children, self.partners(children, others), strict=True)

    def partners(self, children, others):
        by_id = {other["id"]: other for other in others}
        found = [by_id.get(translated_id(child["id"], self.code)) for child in children]
        if not any(found) and [child["type"] for child in children] == [other["type"] for other in others]:
            return others
        return [
            other if other and other["type"] == child["type"] else None
            for child, other in zip(children, found, strict=True)
        ]

    def walk(self, block, container, key, other, path, label):
        value = container[key]
        if isinstance(block, TEXT_BLOCKS):
            yield Place(container, key, block, other or "", path, label)
        elif isinstance(block, blocks.BaseStreamBlock):
            yield from self.walk_stream(block, value, other or [], path, label)
        elif isinstance(block, blocks.ListBlock):
            yield from self.walk_list(block, value, other or [], path, label)
        elif isinstance(block, blocks.BaseStructBlock):
            yield from self.walk_struct(block, value, other or {}, path, label)
        elif isinstance(block, BaseTypedTableBlock):
            yield from self.walk_table(block, value, other, path, label)

    def walk_struct(self, block, value, other, path, label):
        kept = getattr(block.meta, "untranslated", ())
        for name, child in block.child_blocks.items():
            if name in value and name not in kept:
                yield from self.walk(child, value, name, other.get(name), f"{path}/{name}", f"{label} – {child.label}")

    def walk_table(self, block, value, other, path, label):
        same = other and shape_of(other) == shape_of(value)
        yield Place(value, "caption", HEADING, (other or {}).get("caption") or "", f"{path}/caption", label)
        for place, column in enumerate(value["columns"]):
            heading = other["columns"][place]["heading"] if same else ""
            yield Place(column, "heading", HEADING, heading or "", f"{path}/columns/{place}", label)
        for line, row in enumerate(value["rows"]):
            for place, column in enumerate(value["columns"]):
                cell = other["rows"][line]["values"][place] if same else None
                kind = block.child_blocks[column["type"]]
                yield from self.walk(kind, row["values"], place, cell, f"{path}/rows/{line}/{place}", label)


def shape_of(table):
    return [column["type"] for column in table["columns"]], len(table["rows"])
