from django.urls import path

from . import downloads, views

app_name = "operation"
urlpatterns = [
    path("operation/", views.overview, name="overview"),
    path("operation/figures/", views.add_figure, name="add-figure"),
    path("operation/figures/<int:figure>/use/", views.use_figure, name="use-figure"),
    path("operation/stages/", views.add_stage, name="add-stage"),
    path("operation/clock/", views.move_clock, name="clock"),
    path("operation/end/", views.end, name="end"),
    path("operation/positions/<int:pk>/", views.position, name="position"),
    path("operation/delegations/", views.delegations, name="delegations"),
    path("operation/delegations/<int:pk>/end/", views.end_delegation, name="end-delegation"),
    path("operation/privacy/", views.privacy, name="privacy"),
    path("operation/export/roster.xlsx", downloads.roster, name="export-roster"),
    path(
        "operation/export/stations.xlsx",
        downloads.stations,
        {"extension": "xlsx"},
        name="export-stations",
    ),
    path(
        "operation/export/stations.geojson",
        downloads.stations,
        {"extension": "geojson"},
        name="export-stations-geojson",
    ),
]
