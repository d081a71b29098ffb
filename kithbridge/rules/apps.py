from django.apps import AppConfig


class RulesConfig(AppConfig):
    name = "kithbridge.rules"
    label = "rules"
