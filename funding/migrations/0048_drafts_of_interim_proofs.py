import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("funding", "0047_quicker_lists"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="narrativedraft", name="one_narrative_draft_per_author"),
        migrations.AddField(
            model_name="narrativedraft",
            name="interim",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="drafts",
                to="funding.interimproof",
            ),
        ),
        migrations.AddConstraint(
            model_name="narrativedraft",
            constraint=models.UniqueConstraint(
                fields=("proof", "interim", "author"),
                name="one_draft_per_report_and_author",
                nulls_distinct=False,
            ),
        ),
    ]
