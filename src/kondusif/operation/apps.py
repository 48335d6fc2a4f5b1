from django.apps import AppConfig


class OperationConfig(AppConfig):
    name = "kondusif.operation"
    label = "operation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from kondusif.backbone import clock
        from kondusif.operation import queries, retention

        clock.show_with(queries.shown)
        retention.declare_kinds()
