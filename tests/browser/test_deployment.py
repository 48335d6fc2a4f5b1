"""The plan page as a commander uses it: what-if in place, a village's teams from the map, on a phone too."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from kondusif.backbone.accounts.rules import Role, Service
from kondusif.deployment import services
from tests.browser import conftest as browser
from tests.factories import NOW
from tests.integration.deployment.worlds import add_people, solve


@pytest.fixture
def plan(live_site):
    world = add_people(kind="demo")
    made = solve(world)
    return services.publish_plan(None, made.pk, now=NOW)


@pytest.fixture(params=[browser.DESK, browser.PHONE], ids=["desk", "phone"])
def page(request, new_page, sign_in_as, plan):
    opened = new_page(request.param)
    sign_in_as(opened, Role.COMMANDER, Service.POLICE)
    opened.goto(reverse("deployment:plan", args=[plan.number]))
    return opened


def test_fewer_people_are_answered_in_place(page):
    page.get_by_role("button", name="-10", exact=True).click()
    expect(page.get_by_text("kurang 2 personel")).to_be_visible()
    expect(page.get_by_text("menjaga sampai 4 TPS, bukan 3")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/deployment/plan/\d+/$"))


def test_the_map_is_drawn_and_a_village_shows_its_teams(page):
    drawn = page.locator(".plan-map[data-state=ready]")
    expect(drawn).to_be_visible()
    page.get_by_role("link", name="Kaliwates").click()
    page.get_by_role("link", name="Desa Contoh 1").click()
    expect(page.get_by_role("heading", name=re.compile("Tim 1"))).to_be_visible()
