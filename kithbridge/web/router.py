"""Which database a model lives in, by app label. Relations never cross databases."""

from __future__ import annotations

from typing import Any

from django.db.models import Model

PLACES = {"keyring": "keyring", "sessions": "volatile"}


class ByLabel:
    """Django database router: `keyring` and `sessions` have databases of their own, everything else is content."""

    def _place(self, label: str) -> str:
        return PLACES.get(label, "default")

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        return self._place(model._meta.app_label)

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        return self._place(model._meta.app_label)

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool:
        return self._place(one._meta.app_label) == self._place(other._meta.app_label)

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **hints: Any) -> bool:
        return self._place(app_label) == db
