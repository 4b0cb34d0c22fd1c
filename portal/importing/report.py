"""What an import has to tell: what it left out of the text, and what it was not sure about."""

from dataclasses import asdict, dataclass, field

from django.utils.translation import gettext, override

LEFT_OUT, UNSURE = "left_out", "unsure"


@dataclass(frozen=True)
class Note:
    """One line. `message` is an English msgid with `values`, so that each reader gets it in their own language.

    A value is a text or number, or a list of msgids (`terms`).
    """

    level: str
    message: str
    values: dict

    @property
    def text(self):
        return gettext(self.message) % {name: in_words(value) for name, value in self.values.items()}


def terms(*labels):
    """Lazy texts as a value of a note."""
    with override(None):
        return [str(label) for label in labels]


def in_words(value):
    return ", ".join(map(gettext, value)) if isinstance(value, list) else value


@dataclass
class Report:
    notes: list = field(default_factory=list)
    seen: set = field(default_factory=set, repr=False)

    def left_out(self, message, **values):
        """The values hold what was left out, whole: nothing of a text is lost without a trace."""
        self.add(Note(LEFT_OUT, message, values))

    def unsure(self, message, **values):
        self.add(Note(UNSURE, message, values))

    def add(self, note):
        key = repr((note.message, sorted(note.values.items())))
        if key not in self.seen:
            self.seen.add(key)
            self.notes.append(note)

    @property
    def all_left_out(self):
        return [note for note in self.notes if note.level == LEFT_OUT]

    @property
    def all_unsure(self):
        return [note for note in self.notes if note.level == UNSURE]

    def as_data(self):
        return [asdict(note) for note in self.notes]

    @classmethod
    def from_data(cls, data):
        return cls([Note(**values) for values in data])
