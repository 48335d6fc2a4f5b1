"""A person's way in, on a desk and on a phone."""

import pytest
from playwright.sync_api import expect

from kondusif.backbone.accounts.rules import Role, Service
from tests import factories


@pytest.mark.parametrize("size", ["desk_page", "phone_page"])
def test_signs_in_with_a_password_and_sees_the_operation(size, live_site, request):
    page = request.getfixturevalue(size)
    account = factories.account(Role.PLANNER, Service.POLICE)
    page.goto("/")
    page.locator("[name=username]").fill(account.username)
    page.locator("[name=password]").fill(factories.PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Operasi Contoh")


def test_a_wrong_password_is_told_in_words(desk_page, live_site):
    desk_page.goto("/sign-in/")
    desk_page.locator("[name=username]").fill("tidak-ada")
    desk_page.locator("[name=password]").fill("bukan ini")
    desk_page.get_by_role("button", name="Masuk").click()
    expect(desk_page.get_by_text("tidak cocok")).to_be_visible()


def test_no_page_asks_for_anything_outside(desk_page, live_site, sign_in_as):
    asked = []
    desk_page.on("request", lambda request: asked.append(request.url))
    sign_in_as(desk_page, Role.COMMANDER, Service.POLICE)
    desk_page.goto("/")
    expect(desk_page.get_by_role("heading", level=1)).to_be_visible()
    desk_page.wait_for_load_state("load")
    own = (live_site.url, "data:", "blob:")
    assert [url for url in asked if not url.startswith(own)] == []
    assert any(url.endswith("theme.css") for url in asked)
