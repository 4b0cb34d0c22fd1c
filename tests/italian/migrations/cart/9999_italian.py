import wagtail.fields
from django.db import migrations, models

from portal.cart import migrations as migrations_of_cart
from tests.italian.migrations import latest


class Migration(migrations.Migration):

    dependencies = [
        ('cart', latest(migrations_of_cart)),
    ]

    operations = [
        migrations.AddField(
            model_name='product',
            name='name_it',
            field=models.CharField(max_length=120, null=True, verbose_name='name'),
        ),
        migrations.AddField(
            model_name='product',
            name='slug_it',
            field=models.SlugField(blank=True, max_length=80, null=True, unique=True, verbose_name='slug'),
        ),
        migrations.AddField(
            model_name='product',
            name='text_it',
            field=models.TextField(blank=True, max_length=600, null=True, verbose_name='short text'),
        ),
        migrations.AddField(
            model_name='shopsettings',
            name='terms_it',
            field=wagtail.fields.RichTextField(blank=True, null=True, verbose_name='delivery and payment'),
        ),
    ]
