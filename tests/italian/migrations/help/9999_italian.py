import wagtail.fields
from django.db import migrations, models

from help import migrations as migrations_of_help
from tests.italian.migrations import latest


class Migration(migrations.Migration):

    dependencies = [
        ('help', latest(migrations_of_help)),
    ]

    operations = [
        migrations.AddField(
            model_name='channelstatus',
            name='reason_it',
            field=models.TextField(blank=True, help_text='What happened, in one sentence for the reader.', null=True, verbose_name='reason'),
        ),
        migrations.AddField(
            model_name='checklistitem',
            name='text_it',
            field=models.CharField(max_length=250, null=True, verbose_name='text'),
        ),
        migrations.AddField(
            model_name='guidepage',
            name='introduction_it',
            field=wagtail.fields.RichTextField(blank=True, null=True, verbose_name='introduction'),
        ),
        migrations.AddField(
            model_name='howtopage',
            name='holiday_note_it',
            field=models.CharField(blank=True, max_length=200, null=True, verbose_name='on holidays'),
        ),
        migrations.AddField(
            model_name='howtopage',
            name='hours_note_it',
            field=models.CharField(blank=True, help_text='Shown instead of the table of hours.', max_length=200, null=True, verbose_name='hours in words'),
        ),
        migrations.AddField(
            model_name='howtopage',
            name='introduction_it',
            field=wagtail.fields.RichTextField(blank=True, null=True, verbose_name='introduction'),
        ),
        migrations.AddField(
            model_name='howtopage',
            name='notes_it',
            field=wagtail.fields.RichTextField(blank=True, null=True, verbose_name='notes'),
        ),
        migrations.AddField(
            model_name='howtopage',
            name='short_name_it',
            field=models.CharField(blank=True, help_text='For the list of channels and the address.', max_length=40, null=True, verbose_name='short name'),
        ),
        migrations.AddField(
            model_name='step',
            name='case_it',
            field=models.CharField(blank=True, help_text='Only on the first step of a case, such as “Video” or “Comment”; the next ones belong to it.', max_length=80, null=True, verbose_name='case'),
        ),
        migrations.AddField(
            model_name='step',
            name='instruction_it',
            field=wagtail.fields.RichTextField(null=True, verbose_name='instruction'),
        ),
        migrations.AddField(
            model_name='step',
            name='picture_alt_it',
            field=models.CharField(blank=True, max_length=250, null=True, verbose_name='alternative text'),
        ),
        migrations.AddField(
            model_name='step',
            name='tip_it',
            field=models.CharField(blank=True, max_length=300, null=True, verbose_name='tip'),
        ),
        migrations.AddField(
            model_name='step',
            name='warning_it',
            field=models.CharField(blank=True, max_length=300, null=True, verbose_name='warning'),
        ),
        migrations.AddField(
            model_name='notice',
            name='text_it',
            field=models.TextField(help_text='What holds, in a sentence or two, with what readers can do.', max_length=400, null=True, verbose_name='text'),
        ),
        migrations.AddField(
            model_name='problem',
            name='advice_it',
            field=models.TextField(blank=True, help_text='A sentence or two before the channels.', max_length=500, null=True, verbose_name='advice'),
        ),
        migrations.AddField(
            model_name='problem',
            name='slug_it',
            field=models.SlugField(blank=True, help_text='Made from the problem when it is left empty, and kept when the words change.', max_length=60, null=True, verbose_name='slug'),
        ),
        migrations.AddField(
            model_name='problem',
            name='title_it',
            field=models.CharField(help_text='In the reader’s words, such as “My account was closed”.', max_length=100, null=True, verbose_name='problem'),
        ),
        migrations.AddField(
            model_name='howtopage',
            name='message_subject_it',
            field=models.CharField(blank=True, help_text="For e-mail: what the subject line says when the reader's mail program opens.", max_length=150, null=True, verbose_name='subject of the message'),
        ),
        migrations.AddField(
            model_name='howtopage',
            name='message_template_it',
            field=models.TextField(blank=True, help_text='What readers can send, copy or paste into a form. Put what they have to fill in into square brackets: [your name].', max_length=2000, null=True, verbose_name='message template'),
        ),
    ]
