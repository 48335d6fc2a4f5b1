from django.urls import path

from .views import exporting, models, reconcile, sites, stations

app_name = "risk"
urlpatterns = [
    path("risk/", stations.overview, name="map"),
    path("risk/stations.json", stations.columns, name="stations"),
    path("risk/station/<str:code>/", stations.station, name="station"),
    path("risk/station/<str:code>/propose/", stations.propose, name="propose"),
    path("risk/station/<str:code>/fact/", stations.record, name="record"),
    path("risk/override/<int:override>/<str:act>/", stations.decide, name="decide"),
    path("risk/proposals/", stations.proposals, name="proposals"),
    path("risk/export/<str:extension>/", exporting.export, name="export"),
    path("risk/reconcile/", reconcile.overview, name="reconcile"),
    path("risk/reconcile/flags/", reconcile.import_list, name="import-flags"),
    path("risk/model/", models.overview, name="model"),
    path("risk/model/<int:version>/file/", models.content, name="model-file"),
    path("risk/model/upload/", models.upload, name="upload"),
    path("risk/model/fact/", models.record, name="record-area"),
    path("risk/model/assess/", models.assess, name="assess"),
    path("risk/compare/", models.compare, name="compare"),
    path("risk/sites/", sites.overview, name="sites"),
    path("risk/sites/<str:code>/", sites.site, name="site"),
    path("risk/sites/<str:code>/fact/", sites.record, name="record-site"),
]
