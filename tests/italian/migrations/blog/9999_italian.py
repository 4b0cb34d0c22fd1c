import wagtail.fields
from django.db import migrations, models

from blog import migrations as migrations_of_blog
from tests.italian.migrations import latest


class Migration(migrations.Migration):

    dependencies = [
        ('blog', latest(migrations_of_blog)),
    ]

    operations = [
        migrations.AddField(
            model_name='author',
            name='bio_it',
            field=models.TextField(blank=True, null=True, verbose_name='about'),
        ),
        migrations.AddField(
            model_name='author',
            name='name_it',
            field=models.CharField(max_length=80, null=True, verbose_name='name'),
        ),
        migrations.AddField(
            model_name='blogpage',
            name='body_it',
            field=wagtail.fields.StreamField([('heading', 1), ('paragraph', 2), ('picture', 6), ('gallery', 8), ('quote', 11), ('callout', 15), ('facts', 20), ('table', 23), ('code', 26), ('embed', 30), ('related', 33)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'label': 'Text', 'max_length': 120}), 1: ('wagtail.blocks.StructBlock', [[('text', 0)]], {}), 2: ('wagtail.blocks.RichTextBlock', (), {'description': 'Paragraphs, lists and links.', 'features': ['bold', 'italic', 'link', 'code', 'ol', 'ul', 'superscript', 'subscript'], 'icon': 'pilcrow', 'label': 'Text', 'preview_value': '<p>Një paragraf me <b>theks</b> dhe një lidhje.</p>', 'template': 'blog/blocks/paragraph.html'}), 3: ('wagtail.images.blocks.ImageChooserBlock', (), {'label': 'Picture'}), 4: ('wagtail.blocks.CharBlock', (), {'help_text': "Left empty, the picture's own is used.", 'label': 'Alternative text', 'required': False}), 5: ('wagtail.blocks.CharBlock', (), {'label': 'Caption', 'required': False}), 6: ('wagtail.blocks.StructBlock', [[('image', 3), ('alt', 4), ('caption', 5)]], {}), 7: ('wagtail.blocks.ListBlock', (6,), {'label': 'Pictures', 'min_num': 2}), 8: ('wagtail.blocks.StructBlock', [[('pictures', 7)]], {}), 9: ('wagtail.blocks.TextBlock', (), {'label': 'Quotation'}), 10: ('wagtail.blocks.CharBlock', (), {'label': 'Source', 'required': False}), 11: ('wagtail.blocks.StructBlock', [[('text', 9), ('source', 10)]], {}), 12: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('info', 'Information'), ('tip', 'Tip'), ('warning', 'Warning')], 'label': 'Kind'}), 13: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'required': False}), 14: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'code'], 'label': 'Text'}), 15: ('wagtail.blocks.StructBlock', [[('kind', 12), ('title', 13), ('text', 14)]], {}), 16: ('wagtail.blocks.CharBlock', (), {'label': 'Label'}), 17: ('wagtail.blocks.CharBlock', (), {'label': 'Value'}), 18: ('wagtail.blocks.StructBlock', [[('label', 16), ('value', 17)]], {}), 19: ('wagtail.blocks.ListBlock', (18,), {'label': 'Facts'}), 20: ('wagtail.blocks.StructBlock', [[('title', 13), ('rows', 19)]], {}), 21: ('wagtail.blocks.CharBlock', (), {'label': 'Text', 'required': False}), 22: ('wagtail.contrib.typed_table_block.blocks.TypedTableBlock', [[('text', 21)]], {'label': 'Table'}), 23: ('wagtail.blocks.StructBlock', [[('caption', 5), ('table', 22)]], {}), 24: ('wagtail.blocks.CharBlock', (), {'label': 'Language', 'max_length': 20, 'required': False}), 25: ('wagtail.blocks.TextBlock', (), {'label': 'Code'}), 26: ('wagtail.blocks.StructBlock', [[('language', 24), ('code', 25)]], {}), 27: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('youtube', 'YouTube'), ('vimeo', 'Vimeo')], 'label': 'Provider'}), 28: ('wagtail.blocks.CharBlock', (), {'label': 'Address or id of the video', 'max_length': 200}), 29: ('wagtail.blocks.CharBlock', (), {'help_text': 'What the video is called; read out to the blind.', 'label': 'Title'}), 30: ('wagtail.blocks.StructBlock', [[('provider', 27), ('id', 28), ('title', 29)]], {}), 31: ('wagtail.blocks.PageChooserBlock', (), {'label': 'Page', 'page_type': ['blog.BlogPage', 'help.GuidePage', 'help.HowToPage']}), 32: ('wagtail.blocks.CharBlock', (), {'label': 'Why it helps', 'required': False}), 33: ('wagtail.blocks.StructBlock', [[('page', 31), ('text', 32)]], {})}, null=True, verbose_name='text'),
        ),
    ]
