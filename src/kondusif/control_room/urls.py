from django.urls import path

from .api import api
from .views import desk, field, wall

app_name = "control_room"
urlpatterns = [
    path("api/v1/", api.urls),
    path("control/", desk.index, name="desk"),
    path("control/incidents/", desk.incident_list, name="list"),
    path("control/incidents/<int:number>/", desk.incident, name="incident"),
    path("control/incidents/<int:number>/act/", desk.act, name="act"),
    path("control/incidents/<int:number>/strike/<int:entry>/", desk.strike_entry, name="strike"),
    path("control/call/", desk.call, name="call"),
    path("control/places.json", desk.places, name="places"),
    path("control/picture.json", desk.picture, name="picture"),
    path("control/wall/", wall.index, name="wall"),
    path("field/", field.index, name="field"),
    path("field/me.json", field.me, name="field-me"),
    path("field/token/", field.token, name="field-token"),
    path("field/worker.js", field.worker, name="field-worker"),
    path("field/manifest.json", field.manifest, name="field-manifest"),
]
