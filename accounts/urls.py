"""All URLs below /account/. Pages of allauth that are not listed here do not exist."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as socialaccount
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.urls import include, path
from django.views.generic import RedirectView

from accounts import views
from accounts.security.reauthentication import confirmed_first
from accounts.security.sessions import renews_session

own = [
    path("", views.overview, name="overview"),
    path("naam/", views.name, name="name"),
    path("sessies/", views.sessions, name="sessions"),
    path("bevestigen/", views.confirm, name="confirm"),
    path("bevestigen/code/", views.confirm_send, name="confirm-send"),
    path("gegevens/", views.data, name="data"),
    path("verwijderen/", views.leave, name="leave"),
]
passkeys = [
    path("", mfa.index, name="mfa_index"),
    path("lijst/", RedirectView.as_view(pattern_name="mfa_index"), name="mfa_list_webauthn"),
    path("tweede-stap/", mfa.authenticate, name="mfa_authenticate"),
    path("herstelcode/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("bevestigen/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("aanmelden/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("nieuw/", confirmed_first(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path("<int:pk>/naam/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("<int:pk>/verwijderen/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("herstelcodes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "herstelcodes/nieuw/",
        recovery_codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "herstelcodes/bestand/",
        recovery_codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
]
provider = [
    path("", confirmed_first(socialaccount.connections), name="socialaccount_connections"),
    path("nieuw/", socialaccount.signup, name="socialaccount_signup"),
    path("afgebroken/", socialaccount.login_cancelled, name="socialaccount_login_cancelled"),
    path("mislukt/", socialaccount.login_error, name="socialaccount_login_error"),
    path("<slug:provider_id>/", views.provider_sign_in, name="openid_connect_login"),
    path("<slug:provider_id>/terug/", openid_connect.callback, name="openid_connect_callback"),
]
urlpatterns = [
    path("", include((own, "accounts"))),
    path("email/", confirmed_first(account.email), name="account_email"),
    path("password/set/", confirmed_first(account.password_set), name="account_set_password"),
    path(
        "password/reset/confirm/",
        renews_session(account.confirm_password_reset_code),
        name="account_confirm_password_reset_code",
    ),
    path("", include("allauth.account.urls")),
    path("passkeys/", include(passkeys)),
    path("koppelingen/", include(provider)),
]
