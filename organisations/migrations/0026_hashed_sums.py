from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from portal.lib.freezing import frozen

FIGURES = ("year", "number", "bands", "amounts")


def hash_what_is_kept(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    for sums in apps.get_model("organisations", "NetworkSums").objects.all():
        _figures, sums.sha256 = frozen({name: getattr(sums, name) for name in FIGURES})
        sums.save(update_fields=["sha256"])


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0025_labels"),
    ]

    operations = [
        migrations.AddField(
            model_name="networksums",
            name="sha256",
            field=models.CharField(default="", max_length=64),
            preserve_default=False,
        ),
        migrations.RunPython(hash_what_is_kept, migrations.RunPython.noop),
    ]
