import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A channel that is no longer listed: its entry belongs to the company and survives the channel."""

    dependencies = [("help", "0004_facts_of_channels"), ("pages", "0008_redirect_rights")]

    operations = [
        migrations.AddField(
            model_name="channelchange",
            name="company",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="pages.company"
            ),
        ),
        migrations.AlterField(
            model_name="channelchange",
            name="channel",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="changes",
                to="help.howtopage",
            ),
        ),
        migrations.AlterField(
            model_name='channelchange',
            name='what',
            field=models.CharField(choices=[('added', 'new channel'), ('address', 'new address'), ('hours', 'new hours'), ('kind', 'another kind of contact'), ('countries', 'other countries'), ('changed', 'has changed'), ('retired', 'no longer works'), ('works', 'works again'), ('removed', 'no longer listed')], max_length=10),
        ),
    ]
