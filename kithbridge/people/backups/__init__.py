"""Backups that forget (docs/adr/0010): taking them, bringing a group back from them, and trying all of it in a scratch place.

Offers
------
new_identity()                       a pair of age keys for the operator: public, and the text of the private file
taking.backup(keyring_only)          content, then keyring; each file whole or not at all
taking.copy_keyring()                what a rotation needs before it destroys the old key (`rotation.register_copy`)
restoring.restore(...)               any kept content backup, the newest keyring backup and the spare place
restoring.finish_interrupted()       a restore that was stopped while it moved things into place; `serve` calls this first
drilling.drill(...)                  every kept content backup in a scratch place
running.hold()                       a serving process says that it runs; a restore refuses meanwhile
Refused                              why something was not done, in a sentence for a person

Modules: `places` (folder, names, order, what goes when), `files` (what stands in one file), `stores` (one database, `sqlite` and
`postgres`), `ending` (what was taken back ends again), `swapping` (whole things into place).
"""

from __future__ import annotations

from kithbridge.people.backups.identity import new_identity
from kithbridge.people.backups.refusal import Refused

__all__ = ["Refused", "new_identity"]
