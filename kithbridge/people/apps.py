from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "kithbridge.people"
    label = "people"

    def ready(self) -> None:
        from kithbridge.people import offers, rotation, rules, spare, vault, visit  # noqa: F401 - rules declare themselves
        from kithbridge.people.actions import outings, retention
        from kithbridge.people.backups import taking
        from kithbridge.people.keyring import turn, upkeep
        from kithbridge.people.queries import again
        from kithbridge.people.views import team_hold, team_outing
        from kithbridge.web import ticks
        from kithbridge.web.record import chain

        offers.register_home_card(again.card)
        offers.register_home_card(team_outing.card)
        rotation.register_copy(taking.copy_keyring)
        team_hold.register()
        ticks.register(vault.finish_due)
        ticks.register(chain.link)
        ticks.register(visit.forget_expired)
        ticks.register(outings.drop_old)
        ticks.register(retention.hourly)
        ticks.register(turn.drop_old)
        ticks.register(spare.catch_up)
        ticks.register(upkeep.daily)
        # Last: with very many wraps it takes its time.
        ticks.register(rotation.weekly)
