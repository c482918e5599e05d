from datetime import date

import pgtrigger
from dateutil.relativedelta import relativedelta
from django.db import migrations


def carry_over(apps, schema_editor):
    """Decisions came to hold how the use is to be proved; former ones get what their letter says or would say."""
    decisions = apps.get_model("funding", "Decision").objects
    rows = decisions.filter(proof_due=None, retention_years=None).select_related("request__programme")
    # What is countersigned does not change by this: its frozen letter said so already.
    with pgtrigger.ignore("funding.Decision:frozen_once_countersigned"):
        for row in rows.iterator():
            decisions.filter(pk=row.pk).update(**told(row) if row.frozen else suggested(row))


def told(row):
    day = row.frozen.get("proof_due")
    return {
        "proof_due": day and date.fromisoformat(day),
        "retention_years": row.frozen.get("retention_years"),
    }


def suggested(row):
    programme = row.request.programme
    months = programme.proof_months
    return {
        "proof_due": None if months is None else row.period_end + relativedelta(months=months),
        "retention_years": programme.retention_years,
    }


class Migration(migrations.Migration):
    dependencies = [("funding", "0036_base_rates")]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
