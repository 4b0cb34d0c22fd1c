"""What many looks on many days make of an address, and what a person's word does."""

from copy import deepcopy
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from portal.watch.findings import Certificate, Finding, Problem
from portal.watch.models import WatchedAddress, key_of
from tests import make

pytestmark = pytest.mark.django_db

WORKS = Finding(status=200)
GONE = Finding(Problem.GONE, status=404)
NO_HOST = Finding(Problem.NO_HOST)
SHUT = Finding(Problem.BLOCKS, status=403)
SILENT = Finding(Problem.SILENT)
FIRST_DAY = datetime(2026, 5, 4, 10, tzinfo=UTC)


@pytest.fixture(scope="module")
def address_of_file(for_file):
    url = "https://site.example/form"
    return WatchedAddress.objects.create(url=url, key=key_of(url), host="site.example")


@pytest.fixture
def address(address_of_file):
    return deepcopy(address_of_file)


def look(address, *findings, first_day=0):
    """One finding a day, each stored and read again; returns `(state, failing days)` of each."""
    told = []
    for day, finding in enumerate(findings, start=first_day):
        with time_machine.travel(FIRST_DAY + timedelta(days=day)):
            address.refresh_from_db()
            address.note(finding)
            told.append((address.state, address.failing_days))
    return told


def needs_a_person(day=0):
    with time_machine.travel(FIRST_DAY + timedelta(days=day, hours=1)):
        return WatchedAddress.objects.needing_a_person().exists()


@pytest.mark.parametrize("findings", [(GONE, GONE), (NO_HOST, NO_HOST), (GONE, NO_HOST)])
def test_dead_after_two_different_days(address, findings):
    assert look(address, findings[0]) == [("unsure", 1)]
    assert not needs_a_person()
    assert look(address, findings[1], first_day=1) == [("broken", 2)]
    assert needs_a_person(1)
    assert address.failing_since == FIRST_DAY


def test_any_number_of_looks_on_one_day_is_one(address):
    for hour in range(3):
        with time_machine.travel(FIRST_DAY + timedelta(hours=hour)):
            address.note(GONE)
    assert (address.state, address.failing_days) == ("unsure", 1)


def test_the_day_is_that_of_the_site(address):
    """22:30 UTC is past midnight in Tirana."""
    for hour in (21, 22):
        with time_machine.travel(datetime(2026, 5, 4, hour, 30, tzinfo=UTC)):
            address.note(GONE)
    assert address.state == "broken"


def test_one_good_day_between_begins_anew(address):
    assert look(address, GONE, WORKS, GONE)[1:] == [("works", 0), ("unsure", 1)]


def test_another_sort_of_failure_is_no_second_day(address):
    assert look(address, SILENT, SILENT, GONE)[-1] == ("unsure", 1)
    assert look(address, SHUT, GONE, first_day=3)[-1] == ("unsure", 1)


def test_a_passing_fault_does_not_bring_the_dead_back(address):
    assert look(address, GONE, GONE, SILENT, Finding(Problem.SERVER, status=503)) == [
        ("unsure", 1),
        ("broken", 2),
        ("broken", 2),
        ("broken", 2),
    ]
    assert address.problem == Problem.GONE


@pytest.mark.parametrize("status", [401, 403, 429, 999])
def test_what_blocks_robots_is_never_called_dead(address, status):
    shut = Finding(Problem.BLOCKS, status=status)
    assert {state for state, _days in look(address, *[shut] * 30)} == {"blocked"}
    assert needs_a_person(29)


@pytest.mark.parametrize("problem", sorted(set(Problem) - {Problem.GONE, Problem.NO_HOST, Problem.BLOCKS}))
def test_other_failures_are_never_called_dead_either(address, problem):
    assert {state for state, _days in look(address, *[Finding(problem, status=500)] * 30)} == {"unsure"}
    assert needs_a_person(29)


def test_a_person_is_called_after_three_doubtful_days_but_at_once_for_a_bad_certificate(address):
    look(address, SILENT, SILENT)
    assert not needs_a_person(1)
    look(address, SILENT, first_day=2)
    assert needs_a_person(2)
    look(address, WORKS, Finding(Problem.CERTIFICATE), first_day=3)
    assert needs_a_person(4)


def test_moved_for_ever_and_for_now(address):
    there = "https://site.example/new"
    assert look(address, Finding(status=200, target=there)) == [("works", 0)]
    assert look(address, Finding(status=200, target=there, is_permanent=True), first_day=1) == [("moved", 0)]
    assert address.target == there
    assert not needs_a_person(1)


def test_another_target_is_noted_but_not_another_query(address):
    look(address, Finding(status=200, target="https://a.example/?visit=1"))
    look(address, Finding(status=200, target="https://a.example/?visit=2"), first_day=1)
    assert address.target_changed_at is None
    look(address, Finding(status=200, target="https://b.example/"), first_day=2)
    assert address.target_changed_at == FIRST_DAY + timedelta(days=2)


def test_a_certificate_that_changes_hands_calls_a_person_until_one_has_looked(address):
    alfa, beta = (Finding(status=200, certificate=Certificate(name, FIRST_DAY)) for name in ("Alfa", "Beta"))
    look(address, alfa, alfa)
    assert not needs_a_person(1)
    look(address, beta, first_day=2)
    assert (address.certificate_before, address.certificate_issuer) == ("Alfa", "Beta")
    assert needs_a_person(2)
    with time_machine.travel(FIRST_DAY + timedelta(days=3)):
        address.vouch(make.user())
    look(address, beta, first_day=4)
    assert not needs_a_person(4)


# A person's word


def vouch(address, day):
    with time_machine.travel(FIRST_DAY + timedelta(days=day, minutes=30)):
        address.vouch(make.user())


def test_a_word_holds_for_90_days(address):
    look(address, SHUT)
    vouch(address, 0)
    look(address, *[SHUT] * 90, first_day=1)
    assert not needs_a_person(89)
    assert needs_a_person(90)


def test_a_word_says_nothing_of_another_problem(address):
    look(address, SHUT)
    vouch(address, 0)
    look(address, GONE, GONE, first_day=1)
    assert needs_a_person(2)
    assert not address.is_vouched


def test_a_wall_that_comes_and_goes_asks_nobody_again(address):
    look(address, SHUT)
    vouch(address, 0)
    look(address, WORKS, SHUT, first_day=1)
    assert not needs_a_person(2)


def test_a_page_that_is_gone_once_more_asks_again(address):
    look(address, GONE, GONE)
    vouch(address, 1)
    assert not needs_a_person(1)
    look(address, WORKS, GONE, GONE, first_day=2)
    assert needs_a_person(4)
