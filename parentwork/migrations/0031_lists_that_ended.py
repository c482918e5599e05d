from django.db import migrations, models

# Whose workshop asked for the list once and does not now: it ended some day before this one.
ENDED = """
UPDATE parentwork_booking AS booking SET read_of_list = false, list_ended = CURRENT_DATE
FROM parentwork_workshop AS workshop WHERE workshop.id = workshop_id AND read_of_list AND NOT signed_list
"""


class Migration(migrations.Migration):
    dependencies = [("parentwork", "0030_who_read_of_lists")]
    operations = [
        migrations.AddField(
            model_name="booking",
            name="list_ended",
            field=models.DateField(blank=True, editable=False, null=True),
        ),
        migrations.RunSQL(ENDED, migrations.RunSQL.noop),
    ]
