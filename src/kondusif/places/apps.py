from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "kondusif.places"
    label = "places"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kondusif.places import area_lists, boundary_lists, station_lists, uploads
        from kondusif.places.lists import declare

        for room in (area_lists, station_lists, boundary_lists):
            declare(room.KIND)
        uploads.declare_kinds()
