"""Make the two fonts of the share cards: python portal/sharing/fonts/make_fonts.py <folder with Figtree's woff2 files>.

The folder is `package/files` of the npm package @fontsource-variable/figtree 5.3.0 (docs/sharing.md). Pillow wants
TrueType, and one file for each weight is drawn the same whatever FreeType was built with.
"""

import sys
import unicodedata
from pathlib import Path

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

HERE = Path(__file__).parent
WEIGHTS = [600, 800]
PARTS = ["latin", "latin-ext"]
LEFT_OUT = ["GSUB", "GDEF"]  # no ligature is wanted, and what is left of both after merging is of no use


def make(source, weight):
    """One TrueType file with all letters of both parts, and their kerning. Returns the letters."""
    parts = []
    for part in PARTS:
        font = TTFont(source / f"figtree-{part}-wght-normal.woff2")
        font = instantiateVariableFont(font, {"wght": weight})
        path = HERE / f"{part}.tmp"
        font.flavor = None
        font.save(path)
        parts.append(path)
    merged = Merger().merge([str(path) for path in parts])
    for path in parts:
        path.unlink()
    options = Options(hinting=False, drop_tables=LEFT_OUT, layout_features=["kern"], recalc_timestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=merged.getBestCmap())
    subsetter.subset(merged)
    merged.save(HERE / f"figtree-{weight}.ttf")
    return {chr(code) for code in merged.getBestCmap()}


def stands_alone(letter):
    """Not an accent of its own, a control character or a private one."""
    return unicodedata.category(letter)[0] not in "MC" and letter.isprintable()


if __name__ == "__main__":
    letters = set.intersection(*(make(Path(sys.argv[1]), weight) for weight in WEIGHTS))
    (HERE / "letters.txt").write_text("".join(sorted(filter(stands_alone, letters))), encoding="utf-8")
