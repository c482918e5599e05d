from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('funding', '0063_second_release_of_payments'),
    ]

    operations = [
        migrations.AddField(
            model_name='drawdown',
            name='upheld',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True),
        ),
        migrations.AddField(
            model_name='drawdown',
            name='upheld_reason',
            field=models.TextField(blank=True, max_length=2000, verbose_name='why it is paid all the same'),
        ),
        migrations.AddConstraint(
            model_name='drawdown',
            constraint=models.CheckConstraint(condition=models.Q(('upheld__isnull', True), models.Q(('upheld_reason', ''), _negated=True), _connector='OR'), name='upheld_drawdown_has_its_reason'),
        ),
    ]
