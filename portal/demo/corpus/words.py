"""Text like a real site's: a few words are everywhere, most are rare (Zipf's law), and all stand in sentences."""

import re
from collections import Counter
from functools import cache
from itertools import accumulate
from random import Random

from portal.demo.loading import CONTENT

VOCABULARY = 12_000  # words of each language
LETTERS = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
LONGEST_KNOWN = 20  # letters
# What unknown words are made of; marks are rarer than plain letters, as in real text.
SYLLABLES = {
    "sq": (
        "b d dh f g gj h j k l m n nd nj p q r s sh t th v x z ç".split(),
        "a e i o u ë a e i".split(),
        "ë i t ve n sh r m im je".split(),
    ),
    "en": (
        "b br c ch d f g gr h k l m n p pl r s st t th tr v w".split(),
        "a e i o u ea ou ai".split(),
        "n r s t d l ck ng tion ment ing".split(),
    ),
}


class Writer:
    """Writes in one language, the same for the same `random`."""

    def __init__(self, code):
        self.code = code
        self.words, self.weights = vocabulary(code)

    def some_words(self, random, count):
        return random.choices(self.words, cum_weights=self.weights, k=count)

    def sentence(self, random, shortest=7, longest=18):
        words = self.some_words(random, random.randint(shortest, longest))
        if len(words) > 12:
            words[len(words) // 2] += ","
        return capitalised(" ".join(words)) + "."

    def paragraph(self, random, sentences=4):
        return " ".join(self.sentence(random) for _ in range(random.randint(2, sentences)))

    def title(self, random, shortest=4, longest=8):
        """Half of its words are rare: a title names something."""
        count = random.randint(shortest, longest)
        names = random.choices(self.words, k=count // 2)
        return capitalised(" ".join([*self.some_words(random, count - len(names)), *names]))


@cache
def vocabulary(code):
    """`(words, cumulative weights)`, the most frequent first: the demo's own words, then others that look like them."""
    words = [word for word, _count in Counter(demo_words(code)).most_common() if len(word) <= LONGEST_KNOWN]
    known, random = set(words), Random(code)
    while len(words) < VOCABULARY:
        word = made_up(random, code)
        if word not in known:
            known.add(word)
            words.append(word)
    return words, list(accumulate(1 / (rank + 2) for rank in range(len(words))))


def demo_words(code):
    for path in sorted((CONTENT / "posts").glob(f"*.{code}.md")):
        yield from (word.lower() for word in LETTERS.findall(path.read_text(encoding="utf-8")))


def made_up(random, code):
    firsts, vowels, ends = SYLLABLES.get(code, SYLLABLES["en"])
    syllables = (random.choice(firsts) + random.choice(vowels) for _ in range(random.randint(1, 3)))
    return "".join(syllables) + random.choice(ends)


def capitalised(text):
    return text[:1].upper() + text[1:]
