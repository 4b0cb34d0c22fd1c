"""Old addresses from a CSV file: what each line would do, why it is refused, and then the redirects themselves.

docs/links.md describes the file. `portal.pages.management.commands.import_redirects` and the admin's import screen
call `check` and `import_redirects`; nothing else decides about a line.
"""

import csv
import io
from dataclasses import dataclass, field
from itertools import islice

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.contrib.redirects.models import Redirect

from portal.pages.addresses import address_of, folded, key_of
from portal.pages.lost import AddressBook
from portal.pages.redirect_rules import RefusedError, Target, link_target, old_key, refuse_live, target_of
from portal.pages.redirects import retarget

MOST_LINES = 10_000
MOST_BYTES = 2 * 1024 * 1024
ROWS_PER_QUERY = 500
COLUMNS = (2, 3)
DELIMITERS = ",;"
LINES_TO_LOOK_AT = 100
HEADER_WORDS = {
    *("", "old", "new", "from", "to", "source", "target", "permanent"),
    *("old address", "new address", "old path", "new path", "old url", "new url", "old_path", "new_path"),
    *("vjetra", "reja", "e vjetër", "e re", "nga", "te", "përhershëm", "i përhershëm"),
    *("adresa e vjetër", "adresa e re", "shtegu i vjetër", "shtegu i ri"),
}
YES = {"", "yes", "po", "true", "1"}
NO = {"no", "jo", "false", "0"}


@dataclass
class Line:
    """One line of the file. `reason` says why it is refused; empty for a good one."""

    number: int
    cells: list[str]
    key: str = ""
    link: str = ""
    target: Target = field(default_factory=Target)
    is_permanent: bool = True
    is_known: bool = False
    reason: str = ""

    @property
    def old(self):
        return self.cells[0] if self.cells else ""

    @property
    def new(self):
        return self.cells[1] if len(self.cells) > 1 else ""


@dataclass(frozen=True)
class Report:
    """What an import does, or would do: `new` lines become redirects, `known` ones are there already."""

    lines: list[Line]

    @property
    def new(self):
        return [line for line in self.lines if not line.reason and not line.is_known]

    @property
    def known(self):
        return [line for line in self.lines if line.is_known]

    @property
    def refused(self):
        return [line for line in self.lines if line.reason]


def import_redirects(data, site):
    """Make a redirect of every good line, all or none, and return the `Report`; may raise `RefusedError`."""
    with transaction.atomic():
        report = check(data, site)
        rows = [redirect_for(line, site) for line in report.new]
        Redirect.objects.bulk_create(rows, batch_size=ROWS_PER_QUERY, ignore_conflicts=True)
        retarget(site.pk, {address_of(line.key): line.link for line in report.new if line.target.link})
    return report


def check(data, site):
    """Read a file's bytes and judge each line, changing nothing. Raises `RefusedError` when it is no such file."""
    lines, book = read(data), AddressBook(site)
    for line in lines:
        judge(line, lambda line: understand(line, book))
    good = [line for line in lines if not line.reason]
    paths = [book.own_path(line.link) for line in good]
    targets = [key_of(path.partition("?")[0].partition("#")[0]) for path in paths if path]
    book.look_up([line.key for line in good] + targets + [folded(key) for key in targets])
    first_lines = {}
    for line in good:
        judge(line, lambda line: refuse_repeated(line, first_lines))
        judge(line, lambda line: refuse_live(book, line.key))
    planned = {line.key: line.link for line in good if not line.reason}
    for line in good:
        judge(line, lambda line: find_target(line, book, planned))
    return Report(lines)


def judge(line, rule):
    if not line.reason:
        try:
            rule(line)
        except RefusedError as refused:
            line.reason = str(refused)


def read(data):
    """The lines of the file, without empty ones and without a header."""
    if len(data) > MOST_BYTES:
        raise RefusedError(_("The file is larger than 2 MB. Split it."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RefusedError(_("The file is not UTF-8. Save it as “CSV UTF-8”.")) from None
    lines = list(rows_of(text))
    if lines and is_header(lines[0]):
        lines = lines[1:]
    if not lines:
        raise RefusedError(_("The file has no line with addresses."))
    if len(lines) > MOST_LINES:
        raise RefusedError(_("The file has more than 10,000 lines. Split it."))
    return lines


def rows_of(text):
    rows, end = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text)), 0
    try:
        for cells in rows:
            start, end = end + 1, rows.line_num
            if any(cell.strip() for cell in cells):
                yield Line(start, [cell.strip() for cell in cells])
    except csv.Error as error:
        words = {"line": rows.line_num, "error": error}
        raise RefusedError(_("The file cannot be read as CSV at line %(line)s: %(error)s") % words) from None


def delimiter_of(text):
    """A comma, or a semicolon as Albanian spreadsheets write it: whichever makes better columns of the first lines."""
    return max(DELIMITERS, key=lambda delimiter: fitting_lines(text, delimiter))


def fitting_lines(text, delimiter):
    """How many of the first lines have addresses in their columns, and how many have the columns that we expect."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        some = [cells for cells in islice(rows, LINES_TO_LOOK_AT) if len(cells) in COLUMNS]
    except csv.Error:
        return 0, 0
    with_addresses = [cells for cells in some if all(cell.strip().startswith(("/", "http")) for cell in cells[:2])]
    return len(with_addresses), len(some)


def is_header(line):
    """Only words that we know: any other first line is judged like the rest, so that a slip in it is told."""
    return all(cell.casefold() in HEADER_WORDS for cell in line.cells)


def understand(line, book):
    """The line's own sense, without a look at anything else."""
    if len(line.cells) not in COLUMNS:
        message = _("Two columns are expected, or three (old address, new address, permanent); here are %(number)s.")
        raise RefusedError(message % {"number": len(line.cells)})
    line.key = old_key(book, line.old)
    line.link = link_target(book, line.new)
    permanent = line.cells[2].lower() if len(line.cells) == 3 else ""
    if permanent not in YES | NO:
        raise RefusedError(_("The third column says whether the redirect is permanent: yes or no."))
    line.is_permanent = permanent in YES


def refuse_repeated(line, first_lines):
    first = first_lines.setdefault(line.key, line.number)
    if first != line.number:
        raise RefusedError(_("The same old address stands in line %(line)s.") % {"line": first})


def find_target(line, book, planned):
    line.target = target_of(book, line.key, line.link, planned)
    line.link = line.target.link or line.link
    stored = book.redirect_at(line.key)
    if stored is None:
        return
    line.is_known = (stored.redirect_page_id, stored.redirect_link, stored.is_permanent) == (
        line.target.page and line.target.page.pk,
        line.target.link,
        line.is_permanent,
    )
    if not line.is_known:
        target = stored.redirect_page or stored.redirect_link
        message = _("There is a redirect from it already, to “%(target)s”. Change that one, or delete it first.")
        raise RefusedError(message % {"target": target})


def redirect_for(line, site):
    return Redirect(
        site=site,
        old_path=line.key,
        redirect_page=line.target.page,
        redirect_link=line.target.link,
        is_permanent=line.is_permanent,
    )
