from django.db import migrations, models

from portal.pages.rights import allow


def give_rights(apps, schema_editor):
    """Moderators choose which results come first."""
    allow(apps, "Moderators", "wagtailsearchpromotions", "searchpromotion", "add", "change", "delete", "view")


class Migration(migrations.Migration):

    dependencies = [
        ('portal_search', '0002_words'),
        ('wagtailsearchpromotions', '0008_query_verbose_name'),
    ]

    operations = [
        migrations.CreateModel(
            name='DailySearches',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('query', models.CharField(max_length=80)),
                ('language', models.CharField(max_length=10)),
                ('day', models.DateField(db_index=True)),
                ('count', models.PositiveIntegerField(default=0)),
                ('results', models.PositiveIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'search',
                'verbose_name_plural': 'searches',
                'constraints': [models.UniqueConstraint(fields=('query', 'language', 'day'), name='search_per_day')],
            },
        ),
        migrations.RunPython(give_rights, migrations.RunPython.noop),
    ]
