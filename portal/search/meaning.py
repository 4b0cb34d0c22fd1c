"""What the words of a query may mean: known words with how far each of them answers it."""

import re
from dataclasses import dataclass, field

from django.db.models import Q

from portal.search.endings import stems, telling
from portal.search.folding import HYPHENED_ENDINGS, TOKEN, fold, token_words
from portal.search.models import Synonym, split_words

LONGEST_QUERY = 200  # characters
# Of a site or a mailbox: whatever it is like, no other one is meant.
ADDRESS = re.compile(r"\S+(?:@|://)\S+|[^\W_][\w-]*(?:\.[\w-]+)+\S*")
MOST_UNITS = 12
JOINED, PART, SYNONYM, INNER_PREFIX = 1.0, 0.5, 0.7, 0.5
TYPO = {0: 0.8, 1: 0.6, 2: 0.45}
SHORTEST_PREFIX, SHORTEST_INNER_PREFIX = 2, 4


@dataclass
class Unit:
    """One word that the reader typed, or two that are one ("tik tok").

    `meanings` are `{known word: quality}`; `phrases` are lists of such, for synonyms of several words, of which a
    page must have all.
    """

    typed: str
    words: dict
    meanings: dict = field(default_factory=dict)
    phrases: list = field(default_factory=list)
    is_typo: bool = False
    mended: str = ""

    def add(self, found, quality=1.0):
        for word, how_far in found.items():
            self.meanings[word] = max(self.meanings.get(word, 0), round(how_far * quality, 1))

    @property
    def means_something(self):
        return bool(self.meanings or self.phrases)

    @property
    def quality(self):
        """How surely the reader means what is known of it."""
        return max([*self.meanings.values(), SYNONYM if self.phrases else 0])

    @property
    def parts(self):
        """The meanings of the word itself, then of each word of each phrase."""
        return [self.meanings, *(part for phrase in self.phrases for part in phrase)]

    @property
    def known_words(self):
        return {word for meanings in self.parts for word in meanings}


def understood(query, words, forgiving=True):
    """The Units of a query as `words` (portal.search.lexicon.Words of its language) knows them."""
    units = units_of(query, words)
    groups = synonym_groups(words) if units else []
    for unit in units:
        look_up(unit, words, is_last=unit is units[-1])
    add_synonyms(units, groups, words)
    if forgiving:
        spelt_out = {word for address in ADDRESS.findall(query) for word in fold(address).split()}
        for unit in units:
            if not unit.means_something and unit.typed not in spelt_out:
                correct(unit, words)
        if any(unit.is_typo for unit in units):
            add_synonyms(units, groups, words)
    return units


def units_of(query, words):
    tokens = [found for found in map(token_words, TOKEN.findall(query[:LONGEST_QUERY])) if found]
    kept = telling([token[0] for token in tokens], words.language, words.names)
    tokens = [token for token in tokens if token[0] in kept][:MOST_UNITS]
    units, place = [], 0
    while place < len(tokens):
        # "tik tok un", "tiktok un": what follows a known name without a hyphen is its ending all the same.
        if units and units[-1].typed in words.counts and tokens[place][0] in HYPHENED_ENDINGS:
            place += 1
            continue
        joined = "".join(token[0] for token in tokens[place : place + 2])
        is_ending = (
            tokens[place][0] in words.counts and tokens[place + 1 :][:1] and tokens[place + 1][0] in HYPHENED_ENDINGS
        )
        if place + 1 < len(tokens) and not is_ending and words.alike(joined):
            parts = {part: PART for token in tokens[place : place + 2] for part in token}
            units.append(Unit(joined, {joined: JOINED} | parts))
            place += 2
        else:
            units.append(Unit(tokens[place][0], dict.fromkeys(tokens[place], JOINED)))
            place += 1
    return units


def look_up(unit, words, is_last):
    for word, quality in unit.words.items():
        unit.add(words.alike(word), quality)
        # Some type w where ë belongs.
        if "w" in word and word not in words.counts:
            unit.add(words.alike(word.replace("w", "e")), quality)
        if len(word) >= (SHORTEST_PREFIX if is_last else SHORTEST_INNER_PREFIX):
            unit.add(words.beginning_with(word), quality if is_last else quality * INNER_PREFIX)


def correct(unit, words):
    """Nothing is known of it: perhaps it has a typo, in its ending or before."""
    for form in sorted(stems(unit.typed, words.language), key=len, reverse=True):
        for word, distance in words.nearest(form):
            unit.is_typo, unit.mended = True, unit.mended or word
            unit.add(words.alike(word), TYPO[distance])
        if unit.is_typo:
            return


def synonym_groups(words):
    """`[[[folded word, …] of each phrase, …] of each line, …]`: asked each time, so that a new line holds at once."""
    lines = Synonym.objects.filter(Q(language=words.language) | Q(language="")).values_list("words", flat=True)
    return [[[unit.typed for unit in units_of(phrase, words)] for phrase in split_words(line)] for line in lines]


def add_synonyms(units, groups, words):
    """A word, or several in a row, that a line of synonyms has: the others of the line are meant as well."""
    for group in groups:
        for spoken in group:
            for unit in spoken_as(spoken, units, words.language):
                for other in group:
                    add_synonym(unit, other, words)


def add_synonym(unit, phrase, words):
    if len(phrase) == 1:
        unit.add(words.alike(phrase[0]), SYNONYM)
        return
    parts = [words.alike(part) for part in phrase]
    if all(parts) and parts not in unit.phrases:
        unit.phrases.append(parts)


def spoken_as(phrase, units, language):
    """The units that are the words of a phrase in a row, in any of their forms; none when it is not there."""
    wanted = [stems(word, language) for word in phrase]
    typed = [stems(unit.mended or unit.typed, language) for unit in units]
    for first in range(len(typed) - len(wanted) + 1):
        if all(one & other for one, other in zip(wanted, typed[first:], strict=False)):
            return units[first : first + len(wanted)]
    return []
