import pytest
from django.test import Client

from kondusif.backbone.accounts import services
from kondusif.backbone.accounts.models import Account, ApiToken
from kondusif.backbone.accounts.rules import NotAllowed, Role, Service
from kondusif.backbone.audit.models import Entry
from tests.factories import NOW, PASSWORD, account

pytestmark = pytest.mark.django_db
NEW = {
    "username": "padal-silo",
    "display_name": "Contoh Padal",
    "role": "sector_leader",
    "service": "police",
}


def test_an_administrator_opens_an_account_and_its_password_is_shown_once(sign_in):
    admin = sign_in(Role.ADMINISTRATOR, Service.NONE)
    answer = admin.post("/accounts/", NEW | {"area": "35.09.30"}, follow=True)
    made = Account.objects.get(username="padal-silo")
    password = str(next(iter(answer.context["messages"]))).split(" kata sandi ")[1].split(".")[0]
    assert made.check_password(password)
    assert (made.area, made.role) == ("35.09.30", "sector_leader")
    facts = Entry.objects.get(action="account opened").facts
    assert facts == {"role": "sector_leader", "service": "police", "area": "35.09.30"}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"service": "none"}, "Polri atau TNI"),
        ({"role": "auditor"}, "tidak termasuk satuan"),
        ({"area": "Silo"}, "kode wilayah"),
        ({"username": "administrator-none"}, "sudah dipakai"),
    ],
)
def test_a_wrong_account_is_refused_in_words(sign_in, change, says):
    admin = sign_in(Role.ADMINISTRATOR, Service.NONE)
    answer = admin.post("/accounts/", NEW | change)
    assert says in answer.content.decode()
    assert Account.objects.count() == 1


@pytest.mark.parametrize("role", [r for r in Role if r != Role.ADMINISTRATOR])
def test_only_administrators_see_accounts(sign_in, role):
    service = Service.NONE if role == Role.AUDITOR else Service.POLICE
    answer = sign_in(role, service).get("/accounts/")
    assert answer.status_code == 403
    assert "Hanya administrator" in answer.content.decode()


def test_closing_an_account_ends_its_phones_and_is_recorded_once():
    admin, officer = account(Role.ADMINISTRATOR, Service.NONE), account(Role.OFFICER)
    token = ApiToken.objects.create(account=officer, label="ponsel", digest="d", created_at=NOW)
    for _ in range(2):
        services.set_active(admin.actor, officer, False, now=NOW)
    token.refresh_from_db()
    assert token.revoked_at == NOW
    assert Entry.objects.filter(action="account closed").count() == 1


def test_nobody_closes_their_own_account():
    admin = account(Role.ADMINISTRATOR, Service.NONE)
    with pytest.raises(NotAllowed):
        services.set_active(admin.actor, admin, False, now=NOW)


def test_five_wrong_passwords_lock_the_name_and_the_right_one_no_longer_opens():
    account(Role.OPERATOR, username="desk")
    client = Client()
    for _ in range(5):
        client.post("/sign-in/", {"username": "desk", "password": "salah"})
    answer = client.post("/sign-in/", {"username": "desk", "password": PASSWORD})
    assert answer.status_code == 429
    assert "15 menit" in answer.content.decode()


def test_a_page_asks_a_stranger_to_sign_in():
    assert Client().get("/").headers["Location"].startswith("/sign-in/")


def test_every_answer_carries_the_content_policy():
    policy = Client().get("/sign-in/").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
