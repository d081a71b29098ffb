from django.apps import AppConfig


class WordsConfig(AppConfig):
    name = "kithbridge.words"
    label = "words"

    def ready(self) -> None:
        from kithbridge.words import offering, offers, rules  # noqa: F401 - rules declare themselves

        offers.register()
        offering.register()
