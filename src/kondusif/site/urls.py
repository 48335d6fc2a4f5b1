"""Every room's addresses. A room that holds nothing yet has no urls.py and no line here."""

from importlib.util import find_spec

from django.urls import include, path

from . import maps, views

ROOMS = (
    "kondusif.backbone.accounts",
    "kondusif.backbone.audit",
    "kondusif.backbone.live",
    "kondusif.backbone.jobs",
    "kondusif.places",
    "kondusif.people",
    "kondusif.operation",
    "kondusif.risk",
    "kondusif.deployment",
    "kondusif.control_room",
    "kondusif.documents",
)
urlpatterns = [
    path("", views.home, name="home"),
    path("situation.json", views.points, name="points"),
    path("village/<str:code>/", views.village, name="village"),
    path("map/areas.json", maps.areas, name="areas"),
    path("language/", include("django.conf.urls.i18n")),
    *(path("", include(f"{room}.urls")) for room in ROOMS if find_spec(f"{room}.urls")),
]
