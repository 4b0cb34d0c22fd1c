"""What the words of a query may mean: known words with how far each of them answers it."""

import re
from dataclasses import dataclass, field

from django.db.models import Q

from portal.search.endings import stems, telling
from portal.search.folding import HYPHENED_ENDINGS, TOKEN, fold, token_words
from portal.search.lexicon import nearest
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
    """One word that the reader typed, or several that are one ("tik tok").

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
    def sure_words(self):
        """The known words that mean the same as what was typed."""
        return {word for word, how_far in self.meanings.items() if how_far == JOINED}

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
        synonyms = sorted({phrase[0] for group in groups for phrase in group if len(phrase) == 1})
        for unit in units:
            if not unit.means_something and unit.typed not in spelt_out:
                correct(unit, words, synonyms)
        if any(unit.is_typo for unit in units):
            add_synonyms(units, groups, words)
    return units


def units_of(query, words):
    tokens = [found for found in map(token_words, TOKEN.findall(query[:LONGEST_QUERY])) if found]
    kept = {*telling([token[0] for token in tokens], words.language, words.names)}
    units, place = [], 0
    while place < len(tokens):
        token, pair, three = tokens[place], tokens[place : place + 2], tokens[place : place + 3]
        if units and units[-1].typed in words.counts and token[0] in HYPHENED_ENDINGS:
            # "tik tok un", "tiktok un": what follows a known name without a hyphen is its ending all the same.
            place += 1
        elif is_name_of(three, words, kept):
            units.append(Unit(joined(three), {joined(three): JOINED}))
            place += 3
        elif are_one(pair, words, kept, is_last=place + 2 == len(tokens)):
            parts = {part: PART for one in pair if one[0] in kept for part in one}
            units.append(Unit(joined(pair), {joined(pair): JOINED} | parts))
            place += 2
        else:
            units += [Unit(token[0], dict.fromkeys(token, JOINED))] if token[0] in kept else []
            place += 1
    return units[:MOST_UNITS]


def is_name_of(three, words, kept):
    """Whether three tokens are a name with an apostrophe ("what's app"), and not three small words ("po s'të")."""
    says_something = any(token[0] in kept and len(token[0]) > SHORTEST_PREFIX for token in three)
    return len(three) == 3 and says_something and joined(three) in words.names


def joined(tokens):
    return "".join(token[0] for token in tokens)


def are_one(pair, words, kept, is_last):
    """Whether two tokens are one word that was split ("tik tok"), the last of them perhaps not typed to its end.

    A word that says nothing by itself is only part of a name: "you tube" is one, "si te" no "site".
    """
    if len(pair) < 2 or (pair[0][0] in words.counts and pair[1][0] in HYPHENED_ENDINGS):
        return False
    telling_parts = sum(token[0] in kept for token in pair)
    if telling_parts == 2 and words.alike(joined(pair)):
        return True
    if telling_parts and joined(pair) in words.names:
        return True
    is_begun = is_last and pair[1][0] in kept and len(joined(pair)) >= SHORTEST_INNER_PREFIX
    return is_begun and not words.names.isdisjoint(words.beginning_with(joined(pair)))


def look_up(unit, words, is_last):
    for word, quality in unit.words.items():
        # Some type w where ë belongs.
        spellings = [word, word.replace("w", "e")] if "w" in word and word not in words.counts else [word]
        for spelling in spellings:
            unit.add(words.alike(spelling), quality)
            if len(word) >= (SHORTEST_PREFIX if is_last else SHORTEST_INNER_PREFIX):
                unit.add(words.beginning_with(spelling), quality if is_last else quality * INNER_PREFIX)


def correct(unit, words, synonyms):
    """Nothing is known of it: perhaps it has a typo, in its ending or before, or is nearly one of the `synonyms`."""
    for form in sorted(stems(unit.typed, words.language), key=lambda form: (-len(form), form)):
        for word, distance in words.nearest(form):
            unit.is_typo, unit.mended = True, unit.mended or word
            unit.add(words.alike(word), TYPO[distance])
        if unit.is_typo:
            return
    for word, _distance in nearest(unit.typed, synonyms):
        unit.is_typo, unit.mended = True, unit.mended or word


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
