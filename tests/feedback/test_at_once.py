"""Several readers at the same moment, each in a thread with a connection of its own; what they write is committed."""

import threading

import pytest
from django.db import connection
from django.test import Client

from portal.feedback.models import AnswerSums, Report
from portal.visits.counting import ViewCounter
from portal.visits.models import DailyViews
from tests import make


def at_once(*calls):
    """Run all calls in threads that start together."""
    start = threading.Barrier(len(calls))

    def run(call):
        start.wait()
        call()
        connection.close()

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.usefixtures("committed")
def test_answers_are_all_counted_and_one_network_five_times():
    channel = make.channel(make.guide())
    statuses = []

    def answer(ip):
        client = Client(headers={"sec-fetch-site": "same-origin"}, REMOTE_ADDR=ip)
        statuses.append(client.post(f"/en/feedback/{channel.pk}/", {"answer": "worked"}).status_code)

    ips = ["203.0.113.1"] * 7 + ["203.0.113.2", "203.0.113.3"]
    at_once(*(lambda ip=ip: answer(ip) for ip in ips))
    assert sorted(statuses) == [303] * 7 + [429] * 2
    sums = AnswerSums.objects.get()
    assert (sums.good, sums.total, Report.objects.count()) == (7, 7, 7)


@pytest.mark.usefixtures("committed")
def test_processes_that_write_views_lose_none():
    page = make.post()

    def read():
        counter = ViewCounter()
        for _time in range(10):
            counter.add(page.pk, "sq")
            counter.flush()

    at_once(read, read)
    assert DailyViews.objects.get().count == 20
