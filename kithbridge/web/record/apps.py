from django.apps import AppConfig


class RecordConfig(AppConfig):
    name = "kithbridge.web.record"
    label = "record"
