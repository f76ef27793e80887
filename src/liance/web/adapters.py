"""What allauth does differently here: nobody signs up, accounts come from the administrator or the sign-in server."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Accounts with a password are made by the administrator only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say no."""
        return False

    def add_message(self, *_args: Any, **_kwargs: Any) -> None:
        """Say nothing: that somebody is signed in shows on the page."""


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Whoever the sign-in server of the office knows may enter; without a role there is nothing to see yet."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Whether a sign-in server is set up."""
        return bool(settings.SOCIALACCOUNT_PROVIDERS)
