from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "kondusif.site"
    label = "kondusif_site"
    default_auto_field = "django.db.models.BigAutoField"
