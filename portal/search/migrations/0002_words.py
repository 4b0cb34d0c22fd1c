import django.db.models.deletion
import portal.pages.languages
import portal.search.models
from django.conf import settings
from django.db import migrations, models

from portal.pages.rights import allow


def give_rights(apps, schema_editor):
    """Moderators keep the synonyms."""
    allow(apps, "Moderators", "portal_search", "synonym", "add", "change", "delete", "view")


class Migration(migrations.Migration):
    """The index is made from the pages, so the old one is thrown away; after the last migration it is written anew."""

    dependencies = [
        ('pages', '0008_redirect_rights'),
        ('portal_search', '0001_initial'),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.DeleteModel(name='SearchEntry'),
        migrations.CreateModel(
            name='IndexFormat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='Synonym',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.CharField(help_text='Words or short phrases with the same meaning, with commas between them. Endings are known.', max_length=500, verbose_name='words')),
                ('language', models.CharField(blank=True, choices=portal.pages.languages.language_choices, help_text='Empty for all languages.', max_length=10, verbose_name='language')),
            ],
            options={
                'verbose_name': 'synonyms',
                'verbose_name_plural': 'synonyms',
                'ordering': ['words'],
            },
        ),
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=10)),
                ('version', models.BigIntegerField(default=portal.search.models.new_version)),
                ('name', models.CharField(max_length=255)),
                ('title', models.TextField()),
                ('heading', models.TextField(blank=True)),
                ('step', models.TextField(blank=True)),
                ('body', models.TextField(blank=True)),
                ('kind', models.CharField(max_length=40)),
                ('kind_label', models.CharField(max_length=100)),
                ('topics', models.JSONField(default=list)),
                ('ranks_last', models.BooleanField(default=False)),
                ('company', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pages.company')),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='search_entries', to=settings.WAGTAIL_PAGE_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Posting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.CharField(max_length=60)),
                ('weight', models.FloatField()),
                ('entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='postings', to='portal_search.searchentry')),
            ],
        ),
        migrations.AddConstraint(
            model_name='searchentry',
            constraint=models.UniqueConstraint(fields=('page', 'language'), name='search_entry_per_language'),
        ),
        migrations.AddIndex(
            model_name='posting',
            index=models.Index(fields=['word', 'entry', 'weight'], name='search_postings'),
        ),
        migrations.AddIndex(
            model_name='posting',
            index=models.Index(fields=['entry'], name='search_postings_of_entry'),
        ),
        migrations.RunPython(give_rights, migrations.RunPython.noop),
    ]
