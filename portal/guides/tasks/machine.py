from celery import Task, shared_task

from portal.guides.dispatch import machine


@shared_task(bind=True)
def translate(self: Task, pk: int) -> None:
    """Let a machine fill what nobody has translated."""
    machine.run(pk, self.request.id)
