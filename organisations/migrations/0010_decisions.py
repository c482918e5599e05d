import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """The log of decisions is called what it is; a verification becomes something of its own."""

    dependencies = [
        ('organisations', '0009_affiliations_by_both_sides'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameModel(old_name='Verification', new_name='Decision'),
        migrations.AlterField(
            model_name='decision',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='organisations.organisation'),
        ),
    ]
