import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('funding', '0052_posted_results'),
        ('parentwork', '0023_excused'),
    ]

    operations = [
        migrations.AlterField(
            model_name='paidhours',
            name='date',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='paid_hours', to='parentwork.workshopdate'),
        ),
        migrations.AlterField(
            model_name='paidhours',
            name='helper',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='paid_hours', to='parentwork.helper'),
        ),
    ]
