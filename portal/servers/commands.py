"""What web, worker and beat run: the same words in `manage.py up`, the containers and the tests.

What differs between those stands in the environment (GRANIAN_…) and in the settings (CELERY_…).
"""

WEB = "granian --interface wsgi --no-ws portal.wsgi:application"
WORKER = "celery -A portal.celery worker --queues mail,documents,default"
BEAT = "celery -A portal.celery beat"
