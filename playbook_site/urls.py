"""Every address of the site; each app has its own."""

from django.contrib import admin
from django.urls import include, path

from playbook_site import metrics, views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("favicon.ico", views.favicon),
    path("privacy/", views.privacy, name="privacy"),
    path("toegankelijkheid/", views.accessibility, name="accessibility"),
    path("beheer/", admin.site.urls),
    path("account/", include("accounts.urls")),
    path("", include("content.urls")),
    path("", include("assessment.urls")),
    path("", include("roadmap.urls")),
]

handler400 = "playbook_site.views.bad_request"
handler403 = "playbook_site.views.forbidden"
handler404 = "playbook_site.views.not_found"
handler429 = "playbook_site.views.too_many_tries"  # allauth asks for it
handler500 = "playbook_site.views.server_error"
