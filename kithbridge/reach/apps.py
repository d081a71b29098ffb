from django.apps import AppConfig


class ReachConfig(AppConfig):
    name = "kithbridge.reach"
    label = "reach"

    def ready(self) -> None:
        from kithbridge.reach import offers, rules, supply_rules  # noqa: F401 - rules declare themselves

        offers.register()
