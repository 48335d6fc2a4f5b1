"""The desk by keyboard alone, live, and honest about a connection that is gone."""

import json
import uuid

import pytest
from playwright.sync_api import expect

from kondusif.backbone.accounts.rules import Role, Service
from kondusif.backbone.clock import machine_now
from kondusif.control_room.models import Incident, Report
from kondusif.control_room.services.reports import receive
from kondusif.operation.models import Operation
from kondusif.operation.queries import current, shown
from tests.factories import NOW
from tests.integration.control_room.sending import submission


@pytest.fixture(autouse=True)
def election_morning(live_site):
    """06.45 on the day of the vote, whatever the machine's clock says."""
    Operation.objects.update(clock="simulated", clock_real=machine_now(), clock_shown=NOW)


@pytest.fixture
def desk(desk_page, sign_in_as):
    sign_in_as(desk_page, Role.OPERATOR, Service.POLICE)
    return desk_page


def trouble(**changes):
    wish = submission(**({"kind": "quarrel", "occurred_at": shown().isoformat()} | changes))
    (outcome,) = receive([wish], operation=current(), now=shown())
    return Incident.objects.get(pk=outcome.incident)


def opened(page, address="/control/"):
    page.goto(address)
    expect(page.locator(".live")).to_have_attribute("data-state", "live")
    return page


def test_an_incident_appears_by_itself_worst_first(desk):
    opened(desk)
    expect(desk.locator("#list .empty")).to_be_visible()
    trouble()
    expect(desk.locator("ol.incidents li")).to_have_count(1, timeout=3000)
    trouble(kind="arson", severity=4)
    expect(desk.locator("ol.incidents li").first).to_contain_text("Pembakaran", timeout=3000)
    expect(desk.locator("ol.incidents li").first).to_contain_text("jiwa terancam")


def test_an_incident_is_handled_by_keyboard_alone(desk):
    trouble(), trouble(kind="arson", severity=4)
    opened(desk)
    keys = desk.keyboard
    keys.press("j")
    expect(desk.locator("li.chosen")).to_contain_text("Pembakaran")
    keys.press("Enter")
    panel = desk.locator("#incident")
    expect(panel).to_contain_text("Pembakaran")
    for key, state in (
        ("v", "terverifikasi"),
        ("d", "personel digerakkan"),
        ("a", "di lokasi"),
        ("c", "terkendali"),
    ):
        keys.press(key)
        expect(panel.locator("dl .tag").first).to_have_text(state)
    keys.press("x")
    expect(panel.locator("details[open] textarea")).to_be_focused()
    keys.type("Api padam, tidak ada korban.")
    keys.press("Control+Enter")
    expect(panel.locator("dl .tag").first).to_have_text("selesai")
    keys.press("Escape")
    expect(desk.locator("ol.incidents li")).to_have_count(1)
    assert Incident.objects.get(kind="arson").state == "closed"
    keys.press("?")
    expect(desk.locator("dialog")).to_be_visible()


def test_the_open_incident_follows_what_others_do(desk, new_page, sign_in_as):
    incident = trouble()
    opened(desk, f"/control/?incident={incident.pk}")
    other = new_page()
    sign_in_as(other, Role.COMMANDER, Service.POLICE)
    opened(other, f"/control/incidents/{incident.pk}/")
    other.keyboard.press("v")
    expect(desk.locator("#incident dl .tag").first).to_have_text("terverifikasi", timeout=3000)


def test_the_army_sees_the_picture_and_only_notes(desk_page, sign_in_as):
    incident = trouble(text="rahasia polisi")
    sign_in_as(desk_page, Role.OPERATOR, Service.ARMY)
    opened(desk_page, f"/control/?incident={incident.pk}")
    panel = desk_page.locator("#incident")
    expect(panel).to_contain_text("Cekcok")
    expect(panel).not_to_contain_text("rahasia polisi")
    expect(panel.locator(".acts > *")).to_have_count(1)


def test_a_call_is_entered_by_keyboard(desk):
    opened(desk).keyboard.press("e")
    expect(desk.locator("[name=place]")).to_be_focused()
    desk.keyboard.type("3 Desa Contoh 2")
    desk.locator("[name=kind]").select_option("flood")
    desk.locator("[name=text]").fill("Air masuk halaman.")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("#incident")).to_contain_text("Banjir")
    assert Report.objects.get().station.code == "35.09.01.2002-003"


def test_a_broken_connection_shows(desk, live_site):
    opened(desk)
    desk.context.set_offline(True)
    live_site.server.should_exit = True
    expect(desk.locator(".live")).to_have_attribute("data-state", "stale", timeout=20_000)


def test_the_wall_follows_reports(desk):
    opened(desk, "/control/wall/?stage=opened")
    figure = desk.locator(".figure dd").first
    expect(figure).to_have_text("0")
    receive([submission(kind="opened", id=str(uuid.uuid4()))], operation=current(), now=shown())
    expect(figure).to_have_text("1", timeout=5000)


@pytest.mark.parametrize("address", ["/control/", "/control/wall/", "/control/call/", "/field/"])
@pytest.mark.parametrize("size", ["desk_page", "phone_page"])
def test_nothing_is_wider_than_the_screen(address, size, request, sign_in_as):
    page = request.getfixturevalue(size)
    sign_in_as(page, Role.OPERATOR, Service.POLICE)
    trouble()
    page.goto(address)
    expect(page.locator("h1, h2").first).to_be_attached()
    wide = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1], json.dumps(wide)
