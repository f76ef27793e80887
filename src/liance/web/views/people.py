"""Accounts and roles: the first administrator, then everybody else."""

from __future__ import annotations

import hmac
from typing import Any, Final

from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from liance.core.language import Text
from liance.web.language import say
from liance.web.middleware import needs, open_to_all, person_of
from liance.web.permissions import ROLE_NAMES, ROLE_WORK, Right, Role
from liance.workbench.serving import note

_NAME: Final = Text(zh="用户名", en="User name")
_FULL_NAME: Final = Text(zh="姓名", en="Full name")
_PASSWORD: Final = Text(zh="初始密码", en="Initial password")
_NEW_PASSWORD: Final = Text(zh="重设密码（留空则不变）", en="New password (empty: as it is)")
_ROLES: Final = Text(zh="角色", en="Roles")
_ACTIVE: Final = Text(zh="账号可以登录", en="The account may sign in")
_CODE: Final = Text(zh="安装码（启动服务的窗口中显示）", en="Setup code (shown where the server was started)")
_TAKEN: Final = Text(zh="用户名已存在，请换一个", en="the user name is taken; choose another")
_WRONG_CODE: Final = Text(zh="安装码不对", en="the setup code is wrong")
_LAST: Final = Text(
    zh="这是最后一个可登录的管理员，不能停用或去掉管理员角色",
    en="this is the last administrator who can sign in",
)
_NEEDS_ROLE: Final = Text(zh="请至少选择一个角色", en="choose at least one role")


def is_first_run() -> bool:
    """Whether there is no account yet."""
    return not get_user_model().objects.exists()


def group_of(role: Role) -> Group:
    """Return the group that stands for a role, made where it is missing."""
    return Group.objects.get_or_create(name=role.value)[0]


class _PersonForm(forms.Form):
    name = forms.RegexField(r"^[\w.@+-]+$", max_length=60)
    full_name = forms.CharField(max_length=60, required=False)
    password = forms.CharField(widget=forms.PasswordInput, max_length=200, strip=False)
    roles = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = say(_NAME)
        self.fields["full_name"].label = say(_FULL_NAME)
        self.fields["password"].label = say(_PASSWORD)
        self.fields["roles"].label = say(_ROLES)
        self.fields["roles"].error_messages["required"] = say(_NEEDS_ROLE)
        roles = self.fields["roles"]
        assert isinstance(roles, forms.MultipleChoiceField)
        roles.choices = [(role.value, f"{say(ROLE_NAMES[role])}：{say(ROLE_WORK[role])}") for role in Role]
        self.fields["password"].widget.attrs["autocomplete"] = "new-password"

    def clean_password(self) -> str:
        """Hold the password against the rules."""
        password: str = self.cleaned_data["password"]
        if password:
            validate_password(password)
        return password


class _SetupForm(_PersonForm):
    code = forms.CharField(max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["roles"]
        self.fields["code"].label = say(_CODE)
        self.fields["code"].widget.attrs["autocomplete"] = "off"

    def clean_code(self) -> str:
        """Compare the code with the server's."""
        code: str = self.cleaned_data["code"]
        if not hmac.compare_digest(code.strip().encode(), settings.LIANCE_SETUP_CODE.encode()):
            raise ValidationError(say(_WRONG_CODE))
        return code


class _EditForm(_PersonForm):
    is_active = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["name"]
        self.fields["password"].label = say(_NEW_PASSWORD)
        self.fields["password"].required = False
        self.fields["is_active"].label = say(_ACTIVE)


def make_person(name: str, password: str | None, roles: list[Role], full_name: str = "") -> Any:
    """Make an account.

    Raises:
        IntegrityError: the name is taken.
    """
    with transaction.atomic():
        user = get_user_model().objects.create_user(name, password=password, first_name=full_name)
        user.groups.set([group_of(role) for role in roles])
    return user


@open_to_all
@require_http_methods(["GET", "POST"])
def setup(request: HttpRequest) -> HttpResponse:
    """Make the first administrator; closed as soon as there is an account."""
    if not is_first_run():
        return redirect("home")
    form = _SetupForm(request.POST or None, initial={"code": request.GET.get("code", "")})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        user = make_person(
            data["name"],
            data["password"],
            [Role.ADMINISTRATOR, Role.ANALYST, Role.PLANNER],
            data["full_name"],
        )
        note(data["name"], "person.added", f"person:{user.pk}", name=data["name"], roles=["administrator"])
        login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
        return redirect("home")
    return render(request, "pages/setup.html", {"form": form}, status=422 if form.is_bound else 200)


@needs(Right.MANAGE_PEOPLE)
@require_http_methods(["GET"])
def index(request: HttpRequest) -> HttpResponse:
    """List all accounts."""
    people = [
        {
            "number": user.pk,
            "name": user.get_username(),
            "full_name": user.first_name,
            "roles": [ROLE_NAMES[role] for role in Role if role.value in {g.name for g in user.groups.all()}],
            "is_active": user.is_active,
            "last_login": user.last_login,
        }
        for user in get_user_model().objects.prefetch_related("groups").order_by("username")[:1_000]
    ]
    return render(request, "pages/people.html", {"people": people})


@needs(Right.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Make an account with its roles."""
    form = _PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            user = make_person(
                data["name"], data["password"], [Role(name) for name in data["roles"]], data["full_name"]
            )
        except IntegrityError:
            form.add_error("name", say(_TAKEN))
        else:
            actor = person_of(request).name
            note(actor, "person.added", f"person:{user.pk}", name=data["name"], roles=data["roles"])
            return redirect("people")
    return render(request, "pages/person.html", {"form": form}, status=422 if form.is_bound else 200)


@needs(Right.MANAGE_PEOPLE)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, number: int) -> HttpResponse:
    """Change roles, password or whether the account may sign in; the last administrator stays."""
    user = get_user_model().objects.filter(pk=number).first()
    if user is None:
        raise Http404
    before = sorted(user.groups.values_list("name", flat=True))
    initial = {"full_name": user.first_name, "roles": before, "is_active": user.is_active}
    form = _EditForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        stays = data["is_active"] and Role.ADMINISTRATOR.value in data["roles"]
        others = get_user_model().objects.filter(is_active=True, groups__name=Role.ADMINISTRATOR.value)
        if not stays and not others.exclude(pk=number).exists():
            form.add_error(None, say(_LAST))
        else:
            with transaction.atomic():
                user.first_name = data["full_name"]
                user.is_active = data["is_active"]
                if data["password"]:
                    user.set_password(data["password"])
                user.save()
                user.groups.set([group_of(Role(name)) for name in data["roles"]])
                note(
                    person_of(request).name,
                    "person.changed",
                    f"person:{number}",
                    name=user.get_username(),
                    before=before,
                    after=sorted(data["roles"]),
                    is_active=data["is_active"],
                    new_password=bool(data["password"]),
                )
            return redirect("people")
    context = {"form": form, "subject": user}
    return render(request, "pages/person.html", context, status=422 if form.is_bound else 200)
