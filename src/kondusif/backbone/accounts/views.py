from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .forms import SignInForm
from .models import Account
from .rules import Action, check


class SignIn(auth.LoginView):
    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True


class SignOut(auth.LogoutView):
    pass


@login_required
def account_list(request: HttpRequest) -> HttpResponse:
    check(request.user.actor, Action.MANAGE_ACCOUNTS)
    return render(request, "accounts/list.html", {"accounts": Account.objects.order_by("username")})
