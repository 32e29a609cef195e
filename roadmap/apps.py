from django.apps import AppConfig
from django.core.checks import register


class RoadmapConfig(AppConfig):
    name = "roadmap"

    def ready(self) -> None:
        from content.editing.affected_plans import counts_plans
        from roadmap.pdf.renderer import pdf_libraries
        from roadmap.queries.catalogue_items import plans_that_hold

        register(pdf_libraries)
        counts_plans(plans_that_hold)
