"""Every screen of the demo, as its users see it: at both sizes, in both languages and themes.

A screen must not scroll sideways, must satisfy axe's WCAG A and AA rules, must not write errors to the console and
must not ask anything from outside. With KONDUSIF_WRITE_SCREENSHOTS=1 the pictures of the README are renewed.
"""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.demo_site import DemoSite
from tests.shared_data import unavailable

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "screenshots"
AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
# who looks at which screen
SCREENS = {
    "situation": ("kapolres", "/"),
    "village": ("kapolres", "/village/35.09.18.2003/"),
    "risk": ("perencana", "/risk/"),
    "reconcile": ("perencana", "/risk/reconcile/"),
    "model": ("perencana", "/risk/model/"),
    "sites": ("perencana", "/risk/sites/"),
    "plans": ("perencana", "/deployment/"),
    "plan": ("kapolres", "/deployment/plan/1/"),
    "desk": ("operator", "/control/"),
    "wall": ("operator", "/control/wall/"),
    "field": ("anggota", "/field/"),
    "operation": ("kapolres", "/operation/"),
    "roster": ("perencana", "/people/"),
    "lists": ("perencana", "/lists/"),
    "record": ("auditor", "/record/"),
    "accounts": ("admin", "/accounts/"),
    "army": ("dandim", "/"),
}
README = {
    ("situation", "desk"): "situation-desk.png",
    ("plan", "desk"): "plan-desk.png",
    ("field", "phone"): "field-phone.png",
    ("desk", "desk"): "desk-desk.png",
    ("risk", "desk"): "risk-desk.png",
    ("situation", "phone"): "situation-phone.png",
}


@pytest.fixture(scope="session")
def demo(browser, tmp_path_factory):
    site = DemoSite(tmp_path_factory.mktemp("demo"))
    site.start()
    yield site
    site.stop()


@pytest.fixture(scope="session")
def sessions(browser, demo):
    """The storage state of each signed-in account, made once by the sign-in page."""
    known = {}

    def of(username):
        if username not in known:
            context = browser.new_context(base_url=demo.url)
            page = context.new_page()
            page.goto("/sign-in/")
            page.locator("[name=username]").fill(username)
            page.locator("[name=password]").fill(demo.password(username))
            page.locator("main button.primary").click()
            page.wait_for_url(lambda url: "sign-in" not in url)
            known[username] = context.storage_state()
            context.close()
        return known[username]

    return of


@pytest.fixture
def screen(browser, demo, sessions):
    """`screen(username, size, language, theme)` opens a page that remembers what went wrong on it."""
    contexts = []

    def make(username, size, language, theme):
        phone = size["width"] < 600
        context = browser.new_context(
            base_url=demo.url,
            storage_state=sessions(username),
            viewport=size,
            color_scheme=theme,
            has_touch=phone,
            is_mobile=phone,
            device_scale_factor=1,
        )
        context.add_cookies([{"name": "kondusif_language", "value": language, "url": demo.url}])
        contexts.append(context)
        page = context.new_page()
        page.problems = []
        page.on("console", lambda m: page.problems.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.on(
            "request", lambda r: page.problems.append(r.url) if outside(r.url, demo.url) else None
        )
        return page

    yield make
    for context in contexts:
        context.close()


def outside(url: str, own: str) -> bool:
    return not url.startswith((own, "data:", "blob:"))


def settle(page: Page) -> None:
    """A map, where there is one, has been drawn."""
    expect(page.locator("h1").first).to_be_visible()
    if page.locator("[data-map]").count():
        expect(page.locator("[data-map]").first).to_have_attribute(
            "data-state", "ready", timeout=30_000
        )


def complaints(page: Page) -> list[str]:
    """axe's findings, one line for each element."""
    if not AXE.exists():
        unavailable("axe-core isn't installed in web/node_modules (npm ci)")
    page.evaluate(AXE.read_text())
    found = page.evaluate("rules => axe.run({runOnly: {type: 'tag', values: rules}})", RULES)
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("size", "language"), [("desk", "id"), ("phone", "id"), ("desk", "en"), ("phone", "en")]
)
@pytest.mark.parametrize("name", SCREENS)
def test_screen(name, size, language, theme, screen):
    username, path = SCREENS[name]
    page = screen(username, DESK if size == "desk" else PHONE, language, theme)
    answer = page.goto(path)
    assert answer.status == 200
    settle(page)
    expect(page.get_by_text("SIMULASI - BUKAN KEJADIAN NYATA").first).to_be_visible()
    assert page.locator("html").get_attribute("lang") == language
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"scrolls sideways by {wide} px"
    assert complaints(page) == []
    assert page.problems == []
    if (
        (name, size) in README
        and (language, theme) == ("id", "light")
        and os.environ.get("KONDUSIF_WRITE_SCREENSHOTS")
    ):
        PICTURES.mkdir(exist_ok=True)
        page.screenshot(path=PICTURES / README[name, size])


def test_the_map_without_webgl_is_drawn_as_svg(screen):
    page = screen("kapolres", DESK, "id", "light")
    page.goto("/?map=svg")
    settle(page)
    expect(page.locator("[data-map]")).to_have_attribute("data-drawn", "svg")
    expect(page.locator("[data-map] path[data-code]")).to_have_count(248)
    page.locator("[data-map] path[data-code='35.09.18.2003']").dispatch_event("click")
    expect(page.locator("#side h1")).to_have_text("Andongrejo")


def test_a_newcomer_reads_why_andongrejo_is_graded(screen):
    page = screen("kapolres", DESK, "id", "light")
    page.goto("/")
    settle(page)
    for figure in ("4.046", "1.067", "460"):
        expect(page.locator(".figures dd", has_text=figure).first).to_be_visible()
    expect(page.locator(".figures .source").first).to_contain_text("Sumber")
    page.goto("/village/35.09.18.2003/")
    expect(page.get_by_text("Mengapa dinilai rawan")).to_be_visible()
    expect(page.get_by_text("sangat rawan").first).to_be_visible()


def test_the_situation_works_by_keyboard(screen):
    page = screen("kapolres", DESK, "id", "light")
    page.goto("/")
    settle(page)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Langsung ke isi")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
