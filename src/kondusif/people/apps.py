from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "kondusif.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kondusif.people import officer_lists, unit_lists
        from kondusif.places.lists import declare

        for room in (unit_lists, officer_lists):
            declare(room.KIND)
