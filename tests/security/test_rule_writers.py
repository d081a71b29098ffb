"""Nothing but `kithbridge/rules/enact.py` writes a rule, and nothing but rules and facts decides about people.

The source is read: who writes the tables of rules, who calls what enacts, who reads the environment, which addresses there are.
The checks are tried on planted code first, so that they can fail.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

from kithbridge import cli
from kithbridge.rules import enact
from kithbridge.rules.models import Decision, Edition, Evidence, Pause, Version
from tests.security.addresses import addresses

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ROOT / "kithbridge"
ENACT = "kithbridge/rules/enact.py"
MODELS = {one.__name__ for one in (Decision, Edition, Evidence, Pause, Version)}
TABLES = tuple(one._meta.db_table for one in (Decision, Edition, Evidence, Pause, Version))
WRITES = {
    "create", "save", "update", "delete", "get_or_create", "update_or_create", "bulk_create", "bulk_update", "force_insert",
    "acreate", "asave", "aupdate", "adelete", "aget_or_create", "aupdate_or_create", "abulk_create", "abulk_update", "_raw_delete",
    "add", "set", "remove", "clear",
}  # fmt: skip
# Functions of enact.py that change something, and who may call them besides itself.
CHANGES = {"enact", "resolve", "found", "protect", "pause", "begin"}
CALLERS = {
    "kithbridge/people/deciding/actions/moving.py": {"enact", "resolve"},
    "kithbridge/people/deciding/actions/two_leads.py": {"found", "protect", "pause"},
    "kithbridge/cli/init.py": {"begin"},
    "kithbridge/people/deciding/demo.py": {"begin"},  # the invented area's history
}
# Who may read the environment: where the machine, the files and the keys are. None of these says anything about people.
ENVIRONMENT = {
    "kithbridge/web/settings.py": "databases, host names, whether this is a test",
    "kithbridge/web/home.py": "where the home, the secrets and the memory are",
    "kithbridge/web/wsgi.py": "the name of the settings module",
    "kithbridge/people/spare_files.py": "where the spare place is",
    "kithbridge/people/backups/places.py": "where backups go, and how many weeks of them the disk holds",
    "kithbridge/people/closing.py": "takes the spare place out of the environment when a group closes",
    "kithbridge/people/assurance.py": "where backups are, to say how many there are",
    "kithbridge/people/backups/taking.py": "to which public key backups are locked",
    "kithbridge/people/backups/stores/postgres.py": "what the database's own programs inherit",
    "kithbridge/engines/opinion/__init__.py": "how many processors the arithmetic may use",
    "kithbridge/people/backups/__main__.py": "the name of the settings module",
}


def sources() -> list[Path]:
    return [path for path in sorted(PRODUCT.rglob("*.py")) if "migrations" not in path.parts]


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _imported(tree: ast.AST) -> dict[str, str]:
    """Local name -> name in rules.models, of what this module took from there; "*models" for the module itself."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "kithbridge.rules.models":
            found |= {one.asname or one.name: one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module == "kithbridge.rules":
            found |= {one.asname or one.name: "*models" for one in node.names if one.name == "models"}
    return found


def _roots(node: ast.AST, known: dict[str, str], held: set[str]) -> bool:
    """Whether an expression begins at one of the models, or at something that was read from them."""
    return any(isinstance(one, ast.Name) and (known.get(one.id) in {*MODELS, "*models"} or one.id in held) for one in ast.walk(node))


def writers(source: str) -> Iterator[str]:
    """Every place in a source that could write a rule's table."""
    tree = ast.parse(source)
    known, held = _imported(tree), set[str]()
    for _twice in range(2):  # what was read from what was read
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None and _roots(node.value, known, held):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                held |= {target.id for target in targets if isinstance(target, ast.Name)}
            elif isinstance(node, ast.For) and _roots(node.iter, known, held):
                held |= {one.id for one in ast.walk(node.target) if isinstance(one, ast.Name)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            if _is_write(node.func, known, held):
                yield f"line {node.lineno}: .{node.func.attr}()"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get_model":
            if any(isinstance(one, ast.Constant) and str(one.value).partition(".")[0] == "rules" for one in node.args):
                yield f"line {node.lineno}: get_model"
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and any(table in node.value for table in TABLES):
            yield f"line {node.lineno}: names a table of rules"


def _is_write(func: ast.Attribute, known: dict[str, str], held: set[str]) -> bool:
    """`Version.objects.create`, `row.save` where row came from a model; `names.add` on a plain set is none."""
    base = func.value
    if isinstance(base, ast.Name) and base.id in held and func.attr in {"add", "set", "remove", "clear", "update"}:
        return False  # a set or dict that was filled from rows; a manager is reached through an attribute
    return _roots(base, known, held)


PLANTED = """
from kithbridge.rules.models import Version as V, Pause
from kithbridge.rules import models
def a(): V.objects.filter(key="x").update(value=1)
def b():
    row = V.objects.first()
    row.value = 2
    row.save()
def c():
    for one in Pause.objects.all():
        one.delete()
def d(): models.Edition.objects.bulk_create([])
def e(cursor): cursor.execute("UPDATE rules_version SET value = 1")
def f(apps): apps.get_model("rules", "Version")
"""


def test_the_check_finds_writers() -> None:
    assert len(list(writers(PLANTED))) == 6
    assert not list(writers("from kithbridge.rules.models import Version\nfound = Version.objects.all()\nnames = set()\nnames.add(1)"))
    assert list(writers((ROOT / ENACT).read_text()))


def test_nothing_but_enact_writes_a_rule() -> None:
    found = {named(path): list(writers(path.read_text())) for path in sources()}
    assert {name: places for name, places in found.items() if places and name != ENACT} == {}


def test_nobody_takes_the_models_from_elsewhere() -> None:
    """A model handed on under another module's name would hide its writers."""
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.ImportFrom)
                and node.module
                and node.module.startswith("kithbridge")
                and node.module != "kithbridge.rules.models"
            ):
                names = {one.name for one in node.names} & {"Version", "Pause", "Edition"}
                assert not names, f"{named(path)} takes {names} from {node.module}"


def callers(source: str) -> set[str]:
    """Which of the functions that change a rule this source uses, by any name it gave them."""
    tree = ast.parse(source)
    direct: dict[str, str] = {}
    modules: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "kithbridge.rules.enact":
            direct |= {one.asname or one.name: one.name for one in node.names if one.name in CHANGES}
        elif isinstance(node, ast.ImportFrom) and node.module == "kithbridge.rules":
            modules |= {one.asname or one.name for one in node.names if one.name == "enact"}
        elif isinstance(node, ast.Import):
            modules |= {one.asname or one.name for one in node.names if one.name == "kithbridge.rules.enact"}
    used = {direct[node.id] for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id in direct}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in CHANGES and ast.unparse(node.value) in modules:
            used.add(node.attr)
    return used


def test_the_check_finds_callers() -> None:
    assert callers("from kithbridge.rules.enact import found as f\nf()") == {"found"}
    assert callers("from kithbridge.rules import enact as e\ne.pause()") == {"pause"}
    assert callers("import kithbridge.rules.enact\nkithbridge.rules.enact.protect()") == {"protect"}
    assert all(callable(getattr(enact, name)) for name in CHANGES)


def test_only_deciding_asks_for_a_change() -> None:
    found = {named(path): used for path in sources() if (used := callers(path.read_text())) and named(path) != ENACT}
    assert found == CALLERS


def test_only_addresses_of_deciding_lead_there() -> None:
    """No other view imports what enacts: neither itself nor through the actions of deciding that do."""
    ways = {"moving", "two_leads", "answering", "proposing", "enact"}
    for address in addresses():
        module = address.pattern.callback.__module__
        if module.startswith("kithbridge.agree.deciding"):
            continue
        path = ROOT / (module.replace(".", "/") + ".py")
        if not path.is_file() or PRODUCT not in path.parents:
            continue
        tree = ast.parse(path.read_text())
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module in ("kithbridge.rules", "kithbridge.people.deciding.actions"):
                assert not {one.name for one in node.names} & ways, f"{address.shape} ({module}) reaches what enacts"


def test_no_admin_and_no_shell() -> None:
    assert not apps.is_installed("django.contrib.admin")
    assert not [address.shape for address in addresses() if "admin" in address.shape]


def test_no_command_enacts() -> None:
    """Commands read rules and propose them; the only one that touches a table of rules says in which week the group begins."""
    folder = Path(cli.__file__).parent
    used = {path.name: callers(path.read_text()) for path in folder.rglob("*.py")}
    assert {name: found for name, found in used.items() if found} == {"init.py": {"begin"}}


def environment_readers(source: str) -> bool:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv", "environb"):
            return True
        if isinstance(node, ast.ImportFrom) and node.module == "os" and {one.name for one in node.names} & {"environ", "getenv"}:
            return True
    return False


def test_the_check_finds_readers_of_the_environment() -> None:
    assert environment_readers("import os\nif os.environ.get('X'): pass")
    assert environment_readers("from os import getenv\ngetenv('X')")
    assert not environment_readers("environ = 1")


def test_no_setting_beside_rules_and_facts_decides_about_people() -> None:
    found = {named(path) for path in sources() if environment_readers(path.read_text())}
    elsewhere = {name for name in found if not name.startswith("kithbridge/cli/")}
    assert elsewhere <= set(ENVIRONMENT), "says something about people? Then it is a rule."


@pytest.mark.parametrize("folder", ["rules", "reach", "agree", "people/actions", "people/queries", "people/views", "people/deciding"])
def test_rules_and_rooms_do_not_look_at_the_environment(folder: str) -> None:
    for path in (PRODUCT / folder).rglob("*.py"):
        assert not environment_readers(path.read_text()), named(path)
