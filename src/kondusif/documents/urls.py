from django.urls import path

from . import views

app_name = "documents"
urlpatterns = [
    path("documents/annex/<int:number>/<str:service>.pdf", views.annex_pdf, name="annex"),
]
