from django.apps import AppConfig
from django.core.checks import register


class RoadmapConfig(AppConfig):
    name = "roadmap"

    def ready(self) -> None:
        from roadmap.pdf.renderer import pdf_libraries

        register(pdf_libraries)
