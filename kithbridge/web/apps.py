from django.apps import AppConfig
from django.core.signals import got_request_exception


class WebConfig(AppConfig):
    name = "kithbridge.web"
    label = "web"

    def ready(self) -> None:
        from kithbridge.web import inventory, logs  # noqa: F401 - registers the system check

        got_request_exception.connect(logs.request_failed, dispatch_uid="kithbridge.logs")
