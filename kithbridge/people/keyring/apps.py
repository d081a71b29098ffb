from django.apps import AppConfig


class KeyringConfig(AppConfig):
    name = "kithbridge.people.keyring"
    label = "keyring"
