from django.apps import AppConfig


class RiskConfig(AppConfig):
    name = "kondusif.risk"
    label = "risk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from .retention import declare_kinds

        declare_kinds()
