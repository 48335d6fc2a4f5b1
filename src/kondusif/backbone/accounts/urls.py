from django.urls import path

from . import views

app_name = "accounts"
urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign-in"),
    path("sign-out/", views.SignOut.as_view(), name="sign-out"),
    path("password/", views.own_password, name="own-password"),
    path("accounts/", views.account_list, name="list"),
    path("accounts/<int:pk>/password/", views.new_password, name="new-password"),
    path("accounts/<int:pk>/active/", views.set_active, name="set-active"),
]
