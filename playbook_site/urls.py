"""Every address of the site; each app has its own."""

from django.urls import include, path

from accounts.admin import site
from playbook_site.operations import metrics
from playbook_site.views.health import healthz
from playbook_site.views.pages import accessibility, favicon, privacy
from roadmap.urls import editing_urlpatterns

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("favicon.ico", favicon),
    path("privacy/", privacy, name="privacy"),
    path("toegankelijkheid/", accessibility, name="accessibility"),
    path("beheer/", site.urls),
    path("account/", include("accounts.urls")),
    path("redactie/voorbeeldplannen/", include((editing_urlpatterns, "moderation"))),
    path("redactie/", include("content.editing.urls")),
    path("catalogus/", include("content.editions.urls")),
    path("", include("content.urls")),
    path("", include("assessment.urls")),
    path("", include("roadmap.urls")),
]

handler400 = "playbook_site.views.errors.bad_request"
handler403 = "playbook_site.views.errors.forbidden"
handler404 = "playbook_site.views.errors.not_found"
handler429 = "playbook_site.views.errors.too_many_tries"  # allauth asks for it
handler500 = "playbook_site.views.errors.server_error"
