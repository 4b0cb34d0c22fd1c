import wagtail.fields
from django.db import migrations, models

from portal.pages import migrations as migrations_of_pages
from tests.italian.migrations import latest


class Migration(migrations.Migration):

    dependencies = [
        ('pages', latest(migrations_of_pages)),
    ]

    operations = [
        migrations.AddField(
            model_name='basepage',
            name='excerpt_it',
            field=models.TextField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='basepage',
            name='has_text_it',
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name='basepage',
            name='search_description_it',
            field=models.TextField(blank=True, help_text='The descriptive text displayed underneath a headline in search engine results.', null=True, verbose_name='meta description'),
        ),
        migrations.AddField(
            model_name='basepage',
            name='seo_title_it',
            field=models.CharField(blank=True, help_text='The name of the page displayed on search engine results as the clickable headline.', max_length=255, null=True, verbose_name='title tag'),
        ),
        migrations.AddField(
            model_name='basepage',
            name='slug_it',
            field=models.SlugField(allow_unicode=True, help_text='The name of the page as it will appear in URLs e.g http://domain.com/blog/[my-slug]/', max_length=255, null=True, verbose_name='slug'),
        ),
        migrations.AddField(
            model_name='basepage',
            name='summary_it',
            field=models.TextField(blank=True, help_text='Shown in lists and previews. Left empty, it is taken from the beginning of the text.', null=True, verbose_name='summary'),
        ),
        migrations.AddField(
            model_name='basepage',
            name='title_it',
            field=models.CharField(help_text="The page title as you'd like it to be seen by the public", max_length=255, null=True, verbose_name='title'),
        ),
        migrations.AddField(
            model_name='basepage',
            name='url_path_it',
            field=models.TextField(blank=True, editable=False, null=True, verbose_name='URL path'),
        ),
        migrations.AddField(
            model_name='company',
            name='description_it',
            field=models.TextField(blank=True, null=True, verbose_name='description'),
        ),
        migrations.AddField(
            model_name='homepage',
            name='hero_text_it',
            field=models.TextField(blank=True, null=True, verbose_name='sentence below the headline'),
        ),
        migrations.AddField(
            model_name='homepage',
            name='hero_title_it',
            field=models.CharField(blank=True, max_length=120, null=True, verbose_name='headline'),
        ),
        migrations.AddField(
            model_name='portalimage',
            name='alt_it',
            field=models.CharField(blank=True, help_text='What the picture shows, for those who cannot see it.', max_length=250, null=True, verbose_name='alternative text'),
        ),
        migrations.AddField(
            model_name='sitesettings',
            name='footer_text_it',
            field=wagtail.fields.RichTextField(blank=True, null=True, verbose_name='footer'),
        ),
        migrations.AddField(
            model_name='sitesettings',
            name='tagline_it',
            field=models.CharField(blank=True, max_length=160, null=True, verbose_name='tagline'),
        ),
        migrations.AddField(
            model_name='topic',
            name='description_it',
            field=models.TextField(blank=True, null=True, verbose_name='description'),
        ),
        migrations.AddField(
            model_name='topic',
            name='name_it',
            field=models.CharField(max_length=80, null=True, verbose_name='name'),
        ),
        migrations.AddField(
            model_name='topic',
            name='slug_it',
            field=models.SlugField(blank=True, max_length=80, null=True, unique=True, verbose_name='slug'),
        ),
        migrations.AddIndex(
            model_name='basepage',
            index=models.Index(fields=['url_path_it'], name='pages_url_path_it'),
        ),
    ]
