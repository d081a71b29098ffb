"""What every test stands on: a home of its own, the database part, `../shared`, the browser.

`tests/run.py` sets KITHBRIDGE_TEST_PART to `sqlite`, `postgres` or `browser`; each part keeps its tests:

    sqlite     everything but what uses the browser or is marked `postgres`
    postgres   what touches the database (`django_db`, the fixtures in DATABASE) or is marked `postgres`, without SAID_ON_BOTH_ALIKE
               and, unless all three databases lie there, STOPPED_WITH_ALL_THREE
    browser    what stands in tests/browser or uses the fixture `browser`

Plain `pytest` keeps all; what this machine lacks is skipped with one line saying so.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests import ahead

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PROJECT = Path(__file__).resolve().parent.parent
PART = os.environ.get("KITHBRIDGE_TEST_PART", "")
POSTGRES = os.environ.get("KITHBRIDGE_TEST_DATABASE_URL", "")
DATABASE = {"db", "transactional_db", "django_db_setup", "live_server", "database_url"}
# What these hold is what pages, files and commands say: the same on either database, so once is enough. Whatever stores, counts, locks,
# ends or runs at once is tested on both.
SAID_ON_BOTH_ALIKE = {
    *("test_neighbour_views", "test_why_pages", "test_deciding_pages", "test_deciding_team_pages", "test_deciding_leads_pages"),
    *("test_rules_links", "test_charter", "test_doctor", "test_inventory", "test_governance", "test_reading_pages", "test_reading_age"),
    *("test_reach_rounds_pages", "test_reach_cards", "test_reach_exchange", "test_reach_alerts", "test_reach_brief", "test_reach_paper"),
    *("test_reach_phone_shell", "test_people_team_home", "test_people_team_facts", "test_people_team_sound", "test_people_team_browser"),
    *("test_every_rule", "test_words_check", "test_words_check_taking", "test_words_upload", "test_words_api"),
    *("test_matrix", "test_words_check_offered", "test_words_list", "test_headers", "test_exchange", "test_assurance"),
    *("test_talk_pages", "test_result_pages", "test_team_talk_pages", "test_talk_paper", "test_talk_demo", "test_even", "test_opened"),
    *("test_matter_pages", "test_matter_demo", "test_pay_pages", "test_heard", "test_said_done"),
}
# Stopped at every step: on SQLite, and with all three databases on PostgreSQL (`postgres-three`); once more between is left out.
STOPPED_WITH_ALL_THREE = {"test_crashes", "test_rotation_kill"}
# A test that begins when less of the hour is left waits for the next one.
LAST_SECONDS, LAST_SECONDS_SLOW = 4, 20
MARKERS = (
    "slow: takes more than a few seconds",
    "browser: runs in Chromium (put on by itself in tests/browser and where the fixture is used)",
    "postgres: needs a real PostgreSQL",
    "sqlite: holds on SQLite only",
)

# --- A home of its own for each process, before Django reads its settings ------------------------------
# Nothing of the developer's own site may reach a test, nor be reached by one.
for _name in [name for name in os.environ if name.startswith("KITHBRIDGE_")]:
    if not _name.startswith("KITHBRIDGE_TEST_") and _name != "KITHBRIDGE_CHROMIUM":
        del os.environ[_name]
HOME = Path(tempfile.mkdtemp(prefix="kithbridge-test-"))
os.environ["KITHBRIDGE_HOME"] = str(HOME)
os.environ["KITHBRIDGE_VOLATILE"] = str(HOME / "volatile")
os.environ["KITHBRIDGE_TESTING"] = "1"
# Read when numpy is first imported: its threads would only get in each other's way on two cores.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
for _name in ("DATABASE_URL", "KEYRING_URL", "VOLATILE_URL"):
    os.environ.pop(_name, None)
if POSTGRES and PART != "browser":
    os.environ["DATABASE_URL"] = POSTGRES
    # Read by this process's settings only: processes that a test starts name their databases themselves.
    if os.environ.get("KITHBRIDGE_TEST_THREE"):
        os.environ["KEYRING_URL"] = os.environ["KITHBRIDGE_TEST_KEYRING_URL"]
        os.environ["VOLATILE_URL"] = os.environ["KITHBRIDGE_TEST_VOLATILE_URL"]


def pytest_configure(config: pytest.Config) -> None:
    # No deadline for one example: on two shared cores it measures the machine, not the code.
    settings.register_profile("kithbridge", deadline=None)
    settings.load_profile("kithbridge")
    (HOME / "static").mkdir(exist_ok=True)
    for marker in MARKERS:
        config.addinivalue_line("markers", marker)
    from django.conf import settings as of_django

    if of_django.configured:
        raise pytest.UsageError("Unset DJANGO_SETTINGS_MODULE: tests/conftest.py names the settings itself.")
    os.environ["DJANGO_SETTINGS_MODULE"] = "kithbridge.web.settings"
    of_django.DATABASES  # noqa: B018 - reads the settings now; pytest-django sets Django up after this hook
    # Not handed on: a worker of pytest-xdist that inherits it reads the settings before it has its home.
    for name in ("DJANGO_SETTINGS_MODULE", "KEYRING_URL", "VOLATILE_URL"):
        os.environ.pop(name, None)


def pytest_unconfigure() -> None:
    shutil.rmtree(HOME, ignore_errors=True)


def pytest_report_header() -> str:
    database = "PostgreSQL" if os.environ.get("DATABASE_URL") else "SQLite"
    database += ", all three" if os.environ.get("KITHBRIDGE_TEST_THREE") and POSTGRES else ""
    beside = "there" if shared_folder() else "none"
    day = f"; {ahead.DAYS} days ahead" if ahead.DAYS else ""
    return f"part: {PART or 'all'}; on {database}; Chromium: {chromium() or 'none'}; ../shared: {beside}{day}"


@pytest.fixture(autouse=True)
def environment_as_before() -> Iterator[None]:
    """Set up before all others and taken down after them: monkeypatch may put back what a fixture between had set, and has gone since."""
    before = dict(os.environ)
    yield
    if dict(os.environ) != before:
        from kithbridge.web import home

        os.environ.clear()
        os.environ.update(before)
        home.secrets.cache_clear()


@pytest.fixture(autouse=True)
def rules_read_anew() -> Iterator[None]:
    """No test sees rules that another decided: what this process knows of them is forgotten."""
    from kithbridge.rules import state

    state.forget()
    yield
    state.forget()


# --- Which tests belong to the part being run ----------------------------------------------------------
def uses_browser(item: pytest.Item) -> bool:
    inside = (PROJECT / "tests" / "browser") in item.path.parents
    return inside or "browser" in getattr(item, "fixturenames", ()) or item.get_closest_marker("browser") is not None


def touches_database(item: pytest.Item) -> bool:
    from django.test import TransactionTestCase

    of_django = isinstance(getattr(item, "cls", None), type) and issubclass(item.cls, TransactionTestCase)  # type: ignore[attr-defined]
    fixtures = set(getattr(item, "fixturenames", ()))
    return of_django or item.get_closest_marker("django_db") is not None or bool(DATABASE & fixtures)


def belongs(item: pytest.Item) -> bool:
    in_browser = uses_browser(item)
    only_postgres = item.get_closest_marker("postgres") is not None
    only_sqlite = item.get_closest_marker("sqlite") is not None
    if PART == "browser":
        return in_browser
    if PART == "postgres":
        alike = item.path.stem in SAID_ON_BOTH_ALIKE
        if item.path.stem in STOPPED_WITH_ALL_THREE and "KITHBRIDGE_TEST_THREE" not in os.environ:
            return False
        return only_postgres or (not in_browser and not only_sqlite and not alike and touches_database(item))
    if PART == "sqlite":
        return not in_browser and not only_postgres
    return True


def pytest_collection() -> None:
    ahead.go()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """No test begins in the last seconds of an hour: budgets are by the hour, much else by the week, and would turn under it."""
    needs = LAST_SECONDS_SLOW if item.get_closest_marker("slow") else LAST_SECONDS
    left = 3600 - time.time() % 3600
    if left < needs:
        time.sleep(left + 0.1)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    others = []
    for item in items:
        if uses_browser(item):
            item.add_marker("browser")
        if not belongs(item):
            others.append(item)
        elif item.get_closest_marker("postgres") and not POSTGRES:
            item.add_marker(pytest.mark.skip(reason="no PostgreSQL given (KITHBRIDGE_TEST_DATABASE_URL)"))
        elif item.get_closest_marker("sqlite") and POSTGRES:
            item.add_marker(pytest.mark.skip(reason="holds on SQLite only"))
    if others:
        left = {id(item) for item in others}
        items[:] = [item for item in items if id(item) not in left]
        config.hook.pytest_deselected(items=others)


# --- What a machine may lack ---------------------------------------------------------------------------
def shared_folder() -> Path | None:
    folder = PROJECT.parent / "shared"
    return folder if folder.is_dir() else None


def chromium() -> str | None:
    return os.environ.get("KITHBRIDGE_CHROMIUM") or shutil.which("chromium")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The data shared beside the project folder; an ordinary clone has none."""
    folder = shared_folder()
    if folder is None:
        pytest.skip("../shared is not beside this clone")
    return folder


@pytest.fixture(scope="session")
def database_url() -> str:
    """Address of the PostgreSQL of this part; empty on SQLite. For tests that start a server of their own."""
    return POSTGRES


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, one per worker process; make a fresh context for each test."""
    program = chromium()
    if program is None:
        lacking = "no Chromium here (Debian: apt install chromium)"
        if os.environ.get("CI") == "true":
            pytest.fail(lacking)
        pytest.skip(lacking)
    from playwright.sync_api import sync_playwright

    from tests.browser.whole import make_presses_wait

    # Playwright's event loop runs in this thread: Django would take every query for one inside a coroutine.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    # Without the background flags Chromium asks its maker's hosts at every start.
    quiet = ["--disable-gpu", "--disable-quic", "--no-first-run"]
    quiet += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, headless=True, args=quiet, chromium_sandbox=os.geteuid() != 0)
        with pytest.MonkeyPatch.context() as patch:
            make_presses_wait(patch)
            yield running
        running.close()
