from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('funding', '0033_requests_on_paper'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='fundingrequest',
            name='inbox_by_age',
        ),
        migrations.AddIndex(
            model_name='fundingrequest',
            index=models.Index(fields=['office', '-submitted_at'], include=('id', 'state', 'programme', 'organisation', 'submission'), name='inbox_by_age'),
        ),
    ]
