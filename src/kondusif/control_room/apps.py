from django.apps import AppConfig


class ControlRoomConfig(AppConfig):
    name = "kondusif.control_room"
    label = "control_room"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from .declarations import declare_kinds

        declare_kinds()
