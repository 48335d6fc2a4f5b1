"""The phone page: three taps, no network, the browser closed and opened again: one report, one incident."""

import pytest
from playwright.sync_api import expect

from kondusif.backbone.accounts.models import ApiToken
from kondusif.backbone.accounts.rules import Role, Service
from kondusif.control_room.models import Incident, Report

STATION = "35.09.01.2001"


@pytest.fixture
def phone(phone_page, sign_in_as):
    sign_in_as(phone_page, Role.OFFICER, Service.POLICE, area=STATION)
    return phone_page


def opened(page):
    page.goto("/field/")
    expect(page.locator("#trouble .tile").first).to_be_visible()
    return page


def kept_offline(page):
    """The worker holds the page and its parts."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    script = """async () => {
        for (let i = 0; i < 100; i++) {
            const cache = await caches.open("kondusif-field-1");
            const paths = (await cache.keys()).map((r) => new URL(r.url).pathname);
            if (paths.includes("/field/") && paths.some((p) => p.endsWith("field.js"))
                && paths.some((p) => p.endsWith("theme.css"))) return paths.length;
            await new Promise((done) => setTimeout(done, 50));
        }
        return 0;
    }"""
    assert page.evaluate(script) >= 3


def count(page, state):
    return page.locator(f"[data-count={state}]")


def three_taps(page):
    page.locator("#trouble .tile", has_text="Cekcok").tap()
    page.locator("#trouble .tile", has_text="TPS 002").tap()
    page.get_by_role("button", name="Kirim laporan").tap()


def test_trouble_is_reported_in_three_taps(phone):
    three_taps(opened(phone))
    expect(count(phone, "sent")).to_contain_text("1")
    incident = Incident.objects.get()
    assert (incident.kind, incident.station.code) == ("quarrel", f"{STATION}-002")
    assert incident.report.channel == "field"
    expect(phone.locator("ol.outbox")).to_contain_text(incident.report.receipt)


def test_all_my_stations_but_one(phone):
    opened(phone)
    phone.locator("#calm select[name=kind]").select_option("aman")
    phone.locator("#calm label", has_text="003").tap()
    phone.locator("#calm button[type=submit]").tap()
    expect(count(phone, "sent")).to_contain_text("3")
    codes = Report.objects.filter(kind="aman", how="seen").values_list("station__code", flat=True)
    assert sorted(codes) == [f"{STATION}-00{n}" for n in (1, 2, 4)]


def test_without_network_it_waits_and_with_network_it_is_one_incident(phone):
    opened(phone)
    kept_offline(phone)
    phone.context.set_offline(True)
    three_taps(phone)
    expect(count(phone, "waiting")).to_contain_text("1")
    expect(phone.locator("#connection")).to_contain_text("Tanpa sambungan")
    assert not Report.objects.exists()
    phone.context.set_offline(False)
    expect(count(phone, "sent")).to_contain_text("1", timeout=20_000)
    assert Incident.objects.count() == 1


def test_it_opens_without_network_and_what_waited_survives_closing(phone):
    opened(phone)
    kept_offline(phone)
    phone.context.set_offline(True)
    three_taps(phone)
    expect(count(phone, "waiting")).to_contain_text("1")
    phone.close()
    again = phone.context.new_page()
    again.goto("/field/")
    expect(count(again, "waiting")).to_contain_text("1")
    expect(again.locator("#trouble .tile").first).to_be_visible()
    again.context.set_offline(False)
    expect(count(again, "sent")).to_contain_text("1", timeout=20_000)
    assert Report.objects.count() == 1


def test_an_answer_that_was_lost_makes_no_second_report(phone):
    opened(phone)
    lost = []

    def swallow(route):
        if not lost:
            lost.append(route.fetch().status)  # the server has it, the phone never hears so
            route.abort()
        else:
            route.continue_()

    phone.context.route("**/api/v1/reports/batch", swallow)
    three_taps(phone)
    expect(count(phone, "sent")).to_contain_text("1", timeout=20_000)
    assert lost == [200]
    assert Report.objects.count() == Incident.objects.count() == 1


def test_a_revoked_phone_gets_a_new_token_from_its_session(phone):
    opened(phone)
    expect(phone.locator("#connection")).to_contain_text("Tersambung")
    ApiToken.objects.update(revoked_at="2024-11-27T00:00:00Z")
    three_taps(phone)
    expect(count(phone, "sent")).to_contain_text("1", timeout=20_000)
    assert ApiToken.objects.filter(revoked_at__isnull=True).count() == 1


def test_a_refused_report_says_why_and_can_be_discarded(phone):
    opened(phone)
    phone.locator("#trouble .tile", has_text="Cekcok").tap()
    phone.locator("#trouble input[name=station]").fill("35.09.01.2001-999")
    phone.locator("#trouble form.row button").tap()
    phone.get_by_role("button", name="Kirim laporan").tap()
    expect(phone.locator("li[data-state=refused]")).to_contain_text("Tidak ada TPS dengan kode")
    phone.get_by_role("button", name="Buang").tap()
    expect(count(phone, "refused")).to_contain_text("0")


def test_signing_out_leaves_nothing_of_the_person_on_the_phone(phone):
    three_taps(opened(phone))
    expect(count(phone, "sent")).to_contain_text("1")
    phone.get_by_role("button", name="Keluar").tap()
    expect(phone.locator("[name=username]")).to_be_visible()
    kept = phone.evaluate(
        """() => new Promise((done) => {
            const opening = indexedDB.open("kondusif-field");
            opening.onsuccess = () => {
                const change = opening.result.transaction(["kept", "outbox"]);
                const counts = ["kept", "outbox"].map((name) => change.objectStore(name).count());
                change.oncomplete = () => done(counts.map((count) => count.result));
            };
        })"""
    )
    assert kept == [0, 0]
    assert not ApiToken.objects.filter(revoked_at__isnull=True).exists()


def test_the_phone_page_is_light(phone, live_site):
    sizes = []
    phone.on(
        "response",
        lambda response: (
            sizes.append(int(response.headers.get("content-length", 0)))
            if response.request.resource_type == "script"
            else None
        ),
    )
    opened(phone)
    assert 0 < sum(sizes) < 150 * 1024  # even before compression
