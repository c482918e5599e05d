"""The job behind a list of organisations."""

from organisations.choices.lists import ListState
from organisations.models import ImportedList
from organisations.services.importing.comparing import compare
from organisations.services.importing.editions import JOB
from organisations.services.importing.taking import take
from organisations.services.importing.worker import Worker

WORKER = Worker(
    ImportedList,
    JOB,
    steps={ListState.COMPARING: compare, ListState.TAKING: take},
    back={ListState.COMPARING: ListState.COLUMNS, ListState.TAKING: ListState.READY},
    related=("source__umbrella", "by"),
)
work, sweep = WORKER.work, WORKER.sweep
