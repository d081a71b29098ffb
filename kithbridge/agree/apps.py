from django.apps import AppConfig


class AgreeConfig(AppConfig):
    name = "kithbridge.agree"
    label = "agree"

    def ready(self) -> None:
        from kithbridge.agree import matter_offers, matter_rules, offers, paying_offers, rules, turns_offers, turns_rules  # noqa: F401 - rules declare themselves
        from kithbridge.agree.deciding.card import decide_card
        from kithbridge.people.offers import register_home_card

        register_home_card(decide_card)
        offers.register()
        paying_offers.register()
        matter_offers.register()
        turns_offers.register()
