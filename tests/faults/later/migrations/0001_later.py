from django.db import migrations


class Migration(migrations.Migration):
    dependencies: list[tuple[str, str]] = []
    operations = [
        migrations.RunSQL(
            "ALTER TABLE guides_guide ADD COLUMN later integer NOT NULL DEFAULT 0",
            "ALTER TABLE guides_guide DROP COLUMN later",
        )
    ]
