"""What the ground floor stores about the team, pages, messages, notice, facts and worries."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kithbridge.people.holding_models import Hold as Hold
from kithbridge.people.holding_models import Kept as Kept
from kithbridge.web.fields import Holds, held, iso_week, key, sealed

WHILE_IN_TEAM = "until she leaves; she takes it with her"
WHILE_PAGE = "until taken back, or 26 weeks after her words were last used"


class Role(models.TextChoices):
    """Jobs in the team. One person may hold several. None of them says who uses or used."""

    PEER = "peer", _("peer")
    LEAD = "lead", _("lead")
    FACILITATOR = "facilitator", _("facilitator")
    RESEARCHER = "researcher", _("researcher")
    SAFEGUARDING_LEAD = "safeguarding_lead", _("safeguarding lead")
    SAFEGUARDING_DEPUTY = "safeguarding_deputy", _("safeguarding deputy")


SAFEGUARDING = (Role.SAFEGUARDING_LEAD, Role.SAFEGUARDING_DEPUTY)


class TeamMember(models.Model):
    """Somebody of the team, under a work-name."""

    id = key(until=WHILE_IN_TEAM)
    work_name = held(
        models.CharField(max_length=40, unique=True), Holds.STAFF, what="the name she chose for this work", until=WHILE_IN_TEAM
    )

    def __str__(self) -> str:
        return self.work_name


class RoleHeld(models.Model):
    id = key(until=WHILE_IN_TEAM)
    member = held(
        models.ForeignKey(TeamMember, on_delete=models.CASCADE, related_name="roles"),
        Holds.STAFF,
        what="who",
        until=WHILE_IN_TEAM,
    )
    role = held(models.CharField(max_length=24, choices=Role.choices), Holds.STAFF, what="which job", until=WHILE_IN_TEAM)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "role"], name="role_once"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="role_known"),
        ]


class Factor(models.Model):
    """A second factor, sealed to its holder: opened only after her passphrase."""

    id = key(until=WHILE_IN_TEAM)
    member = held(
        models.ForeignKey(TeamMember, on_delete=models.CASCADE, related_name="factors"),
        Holds.STAFF,
        what="whose",
        until=WHILE_IN_TEAM,
    )
    kind = held(models.CharField(max_length=8), Holds.STAFF, what="code app or passkey", until=WHILE_IN_TEAM)
    secret = sealed(what="what the code app or passkey is checked against", until=WHILE_IN_TEAM)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(kind__in=["totp", "passkey"]), name="factor_kind")]


class Training(models.Model):
    """A lead has seen that somebody learned something before she reads asks (rule team.training)."""

    id = key(until=WHILE_IN_TEAM)
    member = held(
        models.ForeignKey(TeamMember, on_delete=models.CASCADE, related_name="trainings"), Holds.STAFF, what="who", until=WHILE_IN_TEAM
    )
    training = held(models.CharField(max_length=24), Holds.STAFF, what="what she has learned", until=WHILE_IN_TEAM)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "training"], name="training_once")]


class RecoveryCode(models.Model):
    """One of ten spare codes, hashed; deleted when used."""

    id = key(until="until used or made anew")
    member = held(
        models.ForeignKey(TeamMember, on_delete=models.CASCADE, related_name="recovery_codes"),
        Holds.STAFF,
        what="whose",
        until="until used or made anew",
    )
    hash = held(models.CharField(max_length=64), Holds.TECHNICAL, what="hash of the code", until="until used or made anew")


class FactorReset(models.Model):
    """One lead asked for somebody's second factor to be taken off; a second lead must agree."""

    id = key(until="a week")
    member = held(
        models.OneToOneField(TeamMember, on_delete=models.CASCADE, related_name="factor_reset"),
        Holds.STAFF,
        what="whose second factor",
        until="a week",
    )
    asked_by = held(
        models.ForeignKey(TeamMember, on_delete=models.CASCADE, related_name="+"), Holds.STAFF, what="first lead", until="a week"
    )
    until = held(models.BigIntegerField(), Holds.TECHNICAL, what="when it lapses", until="a week", exact_time=True)


class Circle(models.Model):
    """People who share keys: what is written to a circle is sealed to those who are in it at that moment."""

    id = key(until="until the group closes it")
    name = held(models.CharField(max_length=60, unique=True), Holds.STAFF, what="what the circle is called", until="until closed")
    reads_asks = held(models.BooleanField(default=False), Holds.STAFF, what="whether asks and messages go to it", until="until closed")


class CircleMember(models.Model):
    id = key(until=WHILE_IN_TEAM)
    circle = held(
        models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="members"), Holds.STAFF, what="circle", until=WHILE_IN_TEAM
    )
    member = held(
        models.ForeignKey(TeamMember, on_delete=models.CASCADE, related_name="circles"),
        Holds.STAFF,
        what="who is in it",
        until=WHILE_IN_TEAM,
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["circle", "member"], name="circle_once")]


class Invitation(models.Model):
    """A one-time link into the team."""

    id = key(until="until used, at most a week")
    hash = held(models.CharField(max_length=64, unique=True), Holds.TECHNICAL, what="hash of the link", until="until used, at most a week")
    work_name = held(
        models.CharField(max_length=40, blank=True), Holds.STAFF, what="proposed work-name", until="until used, at most a week"
    )
    jobs = held(models.CharField(max_length=200), Holds.STAFF, what="roles it gives, with commas", until="until used, at most a week")
    circle = held(
        models.ForeignKey(Circle, on_delete=models.SET_NULL, null=True, blank=True),
        Holds.STAFF,
        what="circle it joins",
        until="until used, at most a week",
    )
    until = held(models.BigIntegerField(), Holds.TECHNICAL, what="when it ends", until="until used, at most a week", exact_time=True)


class Neighbour(models.Model):
    """A page that somebody's secret words open. No account, no name: a label staff may say aloud."""

    id = key(until=WHILE_PAGE)
    handle = held(models.CharField(max_length=40, unique=True), Holds.TECHNICAL, what="two-word label; opens nothing", until=WHILE_PAGE)
    last_week = iso_week(Holds.TECHNICAL, what="week her words were last used, for ending unused pages", until=WHILE_PAGE)
    uses = sealed(what="how often her words were used, for her eyes only", until=WHILE_PAGE)
    practised = held(models.BooleanField(default=False), Holds.TECHNICAL, what="whether the words were tried once", until=WHILE_PAGE)
    next_n = held(models.PositiveIntegerField(default=1), Holds.TECHNICAL, what="counts messages in her thread", until=WHILE_PAGE)


class Message(models.Model):
    """One note in a page's thread, sealed to her and to the peers she left in."""

    UNTIL = "rule messages.live_weeks; longer where she chose to keep it; with her page at the latest"

    id = key(until=UNTIL)
    page = held(
        models.ForeignKey(Neighbour, on_delete=models.CASCADE, related_name="messages"),
        Holds.TECHNICAL,
        what="which page's thread",
        until=UNTIL,
    )
    circle = held(
        models.ForeignKey(Circle, on_delete=models.SET_NULL, null=True),
        Holds.STAFF,
        what="circle it was written to",
        until=UNTIL,
    )
    n = held(models.PositiveIntegerField(), Holds.TECHNICAL, what="place in the thread", until=UNTIL)
    from_team = held(models.BooleanField(), Holds.TECHNICAL, what="whether the team wrote it", until=UNTIL)
    opened = held(models.BooleanField(default=False), Holds.TECHNICAL, what="whether the other side has opened it", until=UNTIL)
    kept = held(models.BooleanField(default=False), Holds.TECHNICAL, what="whether she chose to keep it", until=UNTIL)
    week = iso_week(Holds.TECHNICAL, what="week it was written", until=UNTIL)
    body = sealed(what="the words of a message and who wrote it", until=UNTIL)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "n"], name="message_place")]


class Refusal(models.Model):
    """Further asks from a page are stopped: one of the team proposes it with a reason, others agree. Her page and notes stay."""

    class Reason(models.TextChoices):
        MACHINE = "machine", _("a machine sends them")
        THREAT = "threat", _("somebody threatens us")
        NOT_HER = "not_her", _("somebody else has her words")

    UNTIL = "until lifted, or with her page"
    page = held(
        models.OneToOneField(Neighbour, primary_key=True, on_delete=models.CASCADE, related_name="refusal"),
        Holds.TECHNICAL,
        what="which page",
        until=UNTIL,
    )
    reason = held(models.CharField(max_length=8, choices=Reason.choices), Holds.STAFF, what="why, one of three", until=UNTIL)
    first = held(
        models.ForeignKey(TeamMember, on_delete=models.CASCADE, related_name="+"), Holds.STAFF, what="who proposed it", until=UNTIL
    )
    second = held(
        models.ForeignKey(TeamMember, on_delete=models.SET_NULL, null=True, related_name="+"),
        Holds.STAFF,
        what="who agreed",
        until=UNTIL,
    )
    third = held(
        models.ForeignKey(TeamMember, on_delete=models.SET_NULL, null=True, related_name="+"),
        Holds.STAFF,
        what="who agreed, too, where the rule asks for three",
        until=UNTIL,
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(reason__in=["machine", "threat", "not_her"]), name="refusal_reason")]


class Due(models.Model):
    """Something was decided in the content database whose keys are still to follow: shredded, or passed on (GROUND section 1)."""

    id = key(until="seconds")
    kind = held(models.CharField(max_length=8), Holds.TECHNICAL, what="item, reader, person or share", until="seconds")
    item = held(models.UUIDField(), Holds.TECHNICAL, what="what ended", until="seconds")
    owner = held(models.UUIDField(null=True), Holds.TECHNICAL, what="whose wrap goes or comes", until="seconds")

    class Meta:
        indexes = [models.Index(fields=["item"], name="due_item")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["item", "person"], owner__isnull=True) | Q(kind__in=["reader", "share"], owner__isnull=False),
                name="due_whole",
            )
        ]


class Notice(models.Model):
    """What is said before anything is told. Versions are kept; the newest is in force."""

    id = key(until="kept")
    version = held(models.PositiveIntegerField(unique=True), Holds.PUBLIC, what="version", until="kept")
    week = iso_week(Holds.PUBLIC, what="week it was set", until="kept")
    lines = held(models.TextField(), Holds.PUBLIC, what="the notice, one sentence group a line", until="kept")
    threshold = held(models.TextField(), Holds.PUBLIC, what="when the team acts on a danger", until="kept")
    checked_by = held(models.CharField(max_length=200, blank=True), Holds.PUBLIC, what="who checked it and when", until="kept")


class Fact(models.Model):
    """A dated fact the lead sets: hours, numbers, the controller. Facts are not rules."""

    key = held(models.CharField(max_length=40, primary_key=True), Holds.PUBLIC, what="which fact", until="until changed")
    value = held(models.TextField(), Holds.PUBLIC, what="the fact", until="until changed")
    set_on = held(models.DateField(), Holds.STAFF, what="the day it was set", until="until changed")


class Recording(models.Model):
    """The group's own voice for the notice or a help page."""

    slug = held(models.CharField(max_length=20, primary_key=True), Holds.PUBLIC, what="which page it reads", until="until replaced")
    sound = held(models.BinaryField(), Holds.PUBLIC, what="the sound itself, without labels inside", until="until replaced")
    kind = held(models.CharField(max_length=20), Holds.PUBLIC, what="audio/mpeg, audio/ogg or audio/mp4", until="until replaced")


class LastLook(models.Model):
    """The last day on which anybody of the team looked at asks: one row, nobody's name."""

    id = held(models.UUIDField(primary_key=True), Holds.TECHNICAL, what="a fixed number: one row", until="kept")
    day = held(models.DateField(), Holds.STAFF, what="the last day anybody looked", until="overwritten at the next look")


class Worry(models.Model):
    """That two of the team talked about a danger: the one thing she cannot take back."""

    class Outcome(models.TextChoices):
        OPEN = "", "not decided yet"
        STAY = "stay", "stay and talk"
        TELL_FIRST = "tell", "tell her first, then pass on"
        PASS_ON = "pass", "pass on now"

    UNTIL = "rule worries.live_weeks; she cannot take it back, and is told so beforehand"
    id = key(until=UNTIL)
    about = held(
        models.UUIDField(null=True),
        Holds.TECHNICAL,
        what="which ask or page it began with; emptied when that ends",
        until=UNTIL,
    )
    raised_by = held(
        models.ForeignKey(TeamMember, on_delete=models.SET_NULL, null=True, related_name="+"),
        Holds.STAFF,
        what="who was worried",
        until=UNTIL,
    )
    second = held(
        models.ForeignKey(TeamMember, on_delete=models.SET_NULL, null=True, related_name="+"),
        Holds.STAFF,
        what="the second person",
        until=UNTIL,
    )
    outcome = held(
        models.CharField(max_length=5, choices=Outcome.choices, blank=True, default=""),
        Holds.STAFF,
        what="which of three ways it ended",
        until=UNTIL,
    )
    week = iso_week(Holds.STAFF, what="week it began", until=UNTIL)
    ends = iso_week(Holds.STAFF, what="week the note goes", until=UNTIL)
    note = sealed(what="a short note for two", until=UNTIL)
    how_it_ended = sealed(what="a short note for two on how it ended", until=UNTIL)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(outcome__in=["", "stay", "tell", "pass"]), name="worry_outcome")]


class Slip(models.Model):
    """A one-time code from a shuffled pile, handed out on paper; nobody notes who got which. Gone when used."""

    UNTIL = "until used, at most 26 weeks"
    hash = held(models.CharField(max_length=64, primary_key=True), Holds.TECHNICAL, what="hash of a paper slip's code", until=UNTIL)
    week = iso_week(Holds.TECHNICAL, what="week the pile was printed", until=UNTIL)
