"""A real Chromium on the real application: `live_site`, pages for desk and phone, and a quick way in.

Wait with locators and `expect(...)`; `wait_for_function` hangs under the strict content policy.
"""

import os
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tests import factories
from tests.browser import chromium
from tests.browser.live_site import LiveSite
from tests.shared_data import unavailable

# Playwright keeps an event loop in this thread; the tests' own queries are still plain and synchronous.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
FAILURES = Path(__file__).parent / "failures"
DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Browser tests come last: Playwright's event loop stays in this thread, where others couldn't run their own."""
    here = [item for item in items if Path(__file__).parent in item.path.parents]
    for item in here:
        item.add_marker(pytest.mark.browser)
    among = set(here)
    items[:] = [item for item in items if item not in among] + here


def pytest_terminal_summary(terminalreporter):
    skipped = terminalreporter.stats.get("skipped", [])
    if any(chromium.ABSENT in str(report.longrepr) for report in skipped):
        terminalreporter.write_line(f"Browser tests skipped: {chromium.ABSENT}.")


@pytest.fixture(scope="session")
def browser():
    program = chromium.path()
    if not program:
        unavailable(chromium.ABSENT)
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=15_000)  # a busy build machine is no reason to fail
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=list(chromium.FLAGS))
        yield started
        started.close()


@pytest.fixture
def live_site(browser, transactional_db):
    """The site over a small example: one district, three villages, twelve stations, a current operation."""
    factories.regency()
    factories.stations()
    factories.operation()
    site = LiveSite()
    site.start()
    yield site
    site.stop()


@pytest.fixture
def new_page(browser, live_site, request):
    """`new_page(PHONE)` opens a page in a context of its own; keeps a picture when the test fails."""
    contexts = []

    def make(size=DESK, **options):
        phone = size["width"] < 600
        context = browser.new_context(
            base_url=live_site.url,
            viewport=size,
            locale="id-ID",
            has_touch=phone,
            is_mobile=phone,
            **options,
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        return context.new_page()

    yield make
    if getattr(request.node, "failed", False):
        _keep_pictures(request.node.name, contexts)
    for context in contexts:
        context.close()


@pytest.fixture
def desk_page(new_page):
    return new_page(DESK)


@pytest.fixture
def phone_page(new_page):
    return new_page(PHONE)


@pytest.fixture
def sign_in_as(live_site):
    """`sign_in_as(page, Role.OPERATOR, Service.ARMY)` makes the account and its session; returns the account."""

    def enter(page, role, service, **changes):
        account = factories.account(role, service, **changes)
        client = Client()
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        page.context.add_cookies([_as_cookie(client.cookies, live_site.url)])
        return account

    return enter


def _as_cookie(cookies: SimpleCookie, url: str) -> dict[str, str]:
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": cookies[name].value, "url": url}


def _keep_pictures(name: str, contexts) -> None:
    FAILURES.mkdir(exist_ok=True)
    for i, context in enumerate(contexts):
        for page in context.pages:
            page.screenshot(path=FAILURES / f"{name}-{i}.png")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if call.when == "call":
        item.failed = report.failed
    return report
