from django.apps import AppConfig


class DecidingConfig(AppConfig):
    name = "kithbridge.people.deciding"
    label = "deciding"

    def ready(self) -> None:
        from kithbridge.people import hers
        from kithbridge.people.actions import pages, retention
        from kithbridge.people.deciding import queries, rules, sayings  # noqa: F401 - rules declare themselves
        from kithbridge.people.deciding.actions import moving, seats
        from kithbridge.rules import enact, evidence, explain
        from kithbridge.web import ticks

        enact.register_sitting(queries.sits)
        evidence.register(sayings.SOURCE, sayings.fetch)
        explain.register_names(queries.name_of)
        pages.taken_back_with_page(seats.leave_with_page)
        hers.register_sweep("seats", seats.end_over)
        hers.register_sweep("proposals", moving.forget_over)
        retention.follows("seats", rule="deciding.seat_weeks")
        retention.follows("proposals", said="Half a year after they came to an end. Decisions themselves stay.")
        ticks.register(moving.move_on)
