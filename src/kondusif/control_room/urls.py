from django.urls import path

from .api import api

app_name = "control_room"
urlpatterns = [
    path("api/v1/", api.urls),
]
