from django.urls import path

from . import views

app_name = "places"
urlpatterns = [
    path("lists/", views.lists, name="lists"),
    path("lists/<slug:kind>/", views.one_list, name="list"),
    path("lists/<slug:kind>/template.xlsx", views.list_template, name="template"),
    path("lists/<slug:kind>/<slug:token>/", views.preview_list, name="preview"),
]
