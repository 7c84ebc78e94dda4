"""Who may do what. Three groups, made by a migration; superusers may do everything."""

from typing import TypeGuard

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User

ENGINEER, MANAGER, AUDITOR = "engineer", "manager", "auditor"


class NotAllowed(Exception):
    """Only support engineers and managers may do this."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


def groups_of(user: User) -> set[str]:
    """Their names. A page asks many times, so the middleware has them read once per request."""
    return {group.name for group in user.groups.all()}


def can_review(user: AbstractBaseUser | AnonymousUser) -> TypeGuard[User]:
    """May edit, approve, reject and ask for drafts: engineers and managers, not auditors."""
    if not isinstance(user, User) or not user.is_active:
        return False
    return user.is_superuser or bool(groups_of(user) & {ENGINEER, MANAGER})


def can_read(user: AbstractBaseUser | AnonymousUser) -> TypeGuard[User]:
    """May see tickets: any of the three groups. A login alone opens nothing."""
    if not isinstance(user, User) or not user.is_active:
        return False
    return user.is_superuser or bool(groups_of(user) & {ENGINEER, MANAGER, AUDITOR})


def can_decide_actions(user: AbstractBaseUser | AnonymousUser) -> TypeGuard[User]:
    """May agree to what an agent proposes to do, or refuse it: managers. Whoever answers tickets does not."""
    if not isinstance(user, User) or not user.is_active:
        return False
    return user.is_superuser or MANAGER in groups_of(user)


def require_reviewer(user: AbstractBaseUser | AnonymousUser) -> None:
    if not can_review(user):
        raise NotAllowed


def actor(user: AbstractBaseUser | AnonymousUser) -> str:
    return f"user:{user.get_username()}"
