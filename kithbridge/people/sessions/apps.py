from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "kithbridge.people.sessions"
    label = "sessions"
