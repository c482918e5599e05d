from django.db import migrations, models

# Families of a workshop that asks for the list have read of it, as far as anybody knew before this column.
READ = """
UPDATE parentwork_booking AS booking SET read_of_list = true
FROM parentwork_workshop AS workshop WHERE workshop.id = workshop_id AND signed_list
"""


class Migration(migrations.Migration):
    dependencies = [("parentwork", "0029_attendance_taken_back")]
    operations = [
        migrations.AddField(
            model_name="booking",
            name="read_of_list",
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.RunSQL(READ, migrations.RunSQL.noop),
    ]
