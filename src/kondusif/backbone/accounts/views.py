from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kondusif.backbone import clock

from . import services
from .forms import AccountForm, SignInForm
from .models import Account
from .requests import SignedIn
from .rules import Action, Role, Service, check


class SignIn(auth.LoginView):
    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True


class SignOut(auth.LogoutView):
    pass


@login_required
def account_list(request: SignedIn) -> HttpResponse:
    check(request.user.actor, Action.MANAGE_ACCOUNTS)
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        wanted = services.NewAccount(
            **values | {"role": Role(values["role"]), "service": Service(values["service"])}
        )
        password = services.readable_password()
        try:
            services.open_account(request.user.actor, wanted, password, now=clock.machine_now())
        except services.Refused as refusal:
            form.add_error(None, _(str(refusal)))
        else:
            _tell_password(request, wanted.username, password)
            return redirect("accounts:list")
    accounts = Account.objects.order_by("username")
    return render(request, "accounts/list.html", {"accounts": accounts, "form": form})


def _tell_password(request: SignedIn, username: str, password: str) -> None:
    text = _("Account %(name)s has the password %(password)s. It is shown only once.")
    messages.success(request, text % {"name": username, "password": password})


@login_required
@require_POST
def new_password(request: SignedIn, pk: int) -> HttpResponse:
    check(request.user.actor, Action.MANAGE_ACCOUNTS)
    account = get_object_or_404(Account, pk=pk)
    password = services.readable_password()
    services.set_password(request.user.actor, account, password, now=clock.machine_now())
    _tell_password(request, account.username, password)
    return redirect("accounts:list")


@login_required
@require_POST
def set_active(request: SignedIn, pk: int) -> HttpResponse:
    account = get_object_or_404(Account, pk=pk)
    active = request.POST.get("active") == "yes"
    services.set_active(request.user.actor, account, active, now=clock.machine_now())
    return redirect("accounts:list")


@login_required
def own_password(request: SignedIn) -> HttpResponse:
    form = PasswordChangeForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.set_password(
            request.user.actor,
            request.user,
            form.cleaned_data["new_password1"],
            now=clock.machine_now(),
        )
        update_session_auth_hash(request, request.user)
        messages.success(request, _("Your password is changed. Phones have to sign in again."))
        return redirect("home")
    return render(request, "accounts/password.html", {"form": form})
