from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('portal_search', '0002_words'),
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
    ]
