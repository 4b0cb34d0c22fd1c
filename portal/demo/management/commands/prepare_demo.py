from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection


class Command(BaseCommand):
    """All that a demonstration needs before it is served, in one process: importing Django takes longer."""

    help = "Migrate, load the demo, make the admin and set the site's address. Safe to run again."
    requires_system_checks = ()

    def handle(self, **options):
        try:
            connection.ensure_connection()
        except OperationalError as error:
            raise CommandError(f"The database does not answer: {error}") from error
        call_command("migrate", verbosity=0, interactive=False)
        for command in ("load_demo", "ensure_admin", "follow_port"):
            call_command(command, stdout=self.stdout)
