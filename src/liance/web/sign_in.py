"""Signing in at the office's sign-in server (OpenID Connect Core 1.0): the signature of its token is always verified.

allauth leaves the signature unverified where the token came straight from the token endpoint, as the standard allows over
TLS. An intranet's server may be reached by plain http, so that here it is verified by the published keys every time.
"""

from __future__ import annotations

from typing import Any

import requests
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404, HttpRequest, HttpResponse

from liance.web.middleware import open_to_all


class OfficeSignIn(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """allauth's adapter with every token verified: issuer, audience, expiry and signature."""

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        data: dict[str, Any] = jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
            verify_signature=True,
        )
        return data


def _answered(request: HttpRequest, provider_id: str, view: Any) -> HttpResponse:
    try:
        answer: HttpResponse = view.adapter_view(OfficeSignIn(request, provider_id))(request)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    except requests.RequestException as error:
        failed: HttpResponse = render_authentication_error(request, provider_id, exception=error)
        return failed
    return answer


@open_to_all
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send a person to the sign-in server."""
    return _answered(request, provider_id, OAuth2LoginView)


@open_to_all
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take in whom the sign-in server sends back."""
    return _answered(request, provider_id, OAuth2CallbackView)
