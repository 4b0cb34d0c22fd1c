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
            field=wagtail.fields.StreamField([('heading', 2), ('paragraph', 3), ('picture', 8), ('gallery', 10), ('quote', 13), ('callout', 17), ('facts', 22), ('table', 25), ('code', 28), ('embed', 32), ('related', 35), ('product', 37)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'label': 'Text', 'max_length': 120}), 1: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('2', 'Section'), ('3', 'Part of a section')], 'label': 'Level'}), 2: ('wagtail.blocks.StructBlock', [[('text', 0), ('level', 1)]], {}), 3: ('wagtail.blocks.RichTextBlock', (), {'description': 'Paragraphs, lists and links.', 'features': ['bold', 'italic', 'link', 'code', 'ol', 'ul', 'superscript', 'subscript'], 'icon': 'pilcrow', 'label': 'Text', 'preview_value': '<p>Një paragraf me <b>theks</b> dhe një lidhje.</p>', 'template': 'blog/blocks/paragraph.html'}), 4: ('wagtail.images.blocks.ImageChooserBlock', (), {'label': 'Picture'}), 5: ('wagtail.blocks.CharBlock', (), {'help_text': "Left empty, the picture's own is used.", 'label': 'Alternative text', 'required': False}), 6: ('wagtail.blocks.BooleanBlock', (), {'help_text': 'It says nothing that the text does not say.', 'label': 'Decorative', 'required': False}), 7: ('wagtail.blocks.CharBlock', (), {'label': 'Caption', 'required': False}), 8: ('wagtail.blocks.StructBlock', [[('image', 4), ('alt', 5), ('decorative', 6), ('caption', 7)]], {}), 9: ('wagtail.blocks.ListBlock', (8,), {'label': 'Pictures', 'min_num': 2}), 10: ('wagtail.blocks.StructBlock', [[('pictures', 9)]], {}), 11: ('wagtail.blocks.TextBlock', (), {'label': 'Quotation'}), 12: ('wagtail.blocks.CharBlock', (), {'label': 'Source', 'required': False}), 13: ('wagtail.blocks.StructBlock', [[('text', 11), ('source', 12)]], {}), 14: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('info', 'Information'), ('tip', 'Tip'), ('warning', 'Warning')], 'label': 'Kind'}), 15: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'required': False}), 16: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'code'], 'label': 'Text'}), 17: ('wagtail.blocks.StructBlock', [[('kind', 14), ('title', 15), ('text', 16)]], {}), 18: ('wagtail.blocks.CharBlock', (), {'label': 'Label'}), 19: ('wagtail.blocks.CharBlock', (), {'label': 'Value'}), 20: ('wagtail.blocks.StructBlock', [[('label', 18), ('value', 19)]], {}), 21: ('wagtail.blocks.ListBlock', (20,), {'label': 'Facts'}), 22: ('wagtail.blocks.StructBlock', [[('title', 15), ('rows', 21)]], {}), 23: ('wagtail.blocks.CharBlock', (), {'label': 'Text', 'required': False}), 24: ('wagtail.contrib.typed_table_block.blocks.TypedTableBlock', [[('text', 23)]], {'label': 'Table'}), 25: ('wagtail.blocks.StructBlock', [[('caption', 7), ('table', 24)]], {}), 26: ('wagtail.blocks.CharBlock', (), {'label': 'Language', 'max_length': 20, 'required': False}), 27: ('wagtail.blocks.TextBlock', (), {'label': 'Code'}), 28: ('wagtail.blocks.StructBlock', [[('language', 26), ('code', 27)]], {}), 29: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('youtube', 'YouTube'), ('vimeo', 'Vimeo')], 'label': 'Provider'}), 30: ('wagtail.blocks.CharBlock', (), {'label': 'Address or id of the video', 'max_length': 200}), 31: ('wagtail.blocks.CharBlock', (), {'help_text': 'What the video is called; read out to the blind.', 'label': 'Title'}), 32: ('wagtail.blocks.StructBlock', [[('provider', 29), ('id', 30), ('title', 31)]], {}), 33: ('wagtail.blocks.PageChooserBlock', (), {'label': 'Page', 'page_type': ['blog.BlogPage', 'help.GuidePage', 'help.HowToPage']}), 34: ('wagtail.blocks.CharBlock', (), {'label': 'Why it helps', 'required': False}), 35: ('wagtail.blocks.StructBlock', [[('page', 33), ('text', 34)]], {}), 36: ('wagtail.snippets.blocks.SnippetChooserBlock', ('cart.Product',), {'label': 'Product'}), 37: ('wagtail.blocks.StructBlock', [[('product', 36)]], {})}, null=True, verbose_name='text'),
        ),
    ]
