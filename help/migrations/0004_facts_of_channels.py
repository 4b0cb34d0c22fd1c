from django.conf import settings
from django.db import migrations
from django.utils import timezone


def note_facts(apps, schema_editor):
    """Every live channel was added when it was first published: its history begins there, and later facts are
    compared with those of today. Dated in the past, it is no news to anybody."""
    ChannelChange = apps.get_model("help", "ChannelChange")
    channels = apps.get_model("help", "HowToPage").objects.filter(live=True, changes=None)
    for channel in channels.select_related("status").prefetch_related("opening_slots"):
        ChannelChange.objects.create(
            channel=channel,
            what="added",
            happened_at=channel.first_published_at or channel.last_published_at or timezone.now(),
            facts=facts_of(channel, getattr(channel, "status", None)),
        )


def facts_of(channel, status):
    note = in_languages(channel, "hours_note")
    slots = sorted([slot.days, str(slot.opens)[:5], str(slot.closes)[:5]] for slot in channel.opening_slots.all())
    return {
        "kind": channel.kind,
        "address": channel.address,
        "countries": sorted(channel.countries),
        "hours": {
            "zone": channel.timezone if slots and not note else "",
            "slots": [] if note else slots,
            "note": note,
        },
        "state": status.state if status else "works",
        "reason": in_languages(status, "reason") if status else {},
        "replacement": status.replacement_id if status else None,
    }


def in_languages(instance, field):
    texts = {code: getattr(instance, f"{field}_{code.replace('-', '_')}", None) for code, _name in settings.LANGUAGES}
    return {code: text for code, text in texts.items() if text}


class Migration(migrations.Migration):
    dependencies = [("help", "0003_channel_change"), ("pages", "0006_versions")]

    operations = [migrations.RunPython(note_facts, migrations.RunPython.noop)]
