"""The page where people choose their own keys."""

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from drafts import keymap
from drafts.keymap import Keymap, Mode


@require_http_methods(["GET", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)  # LoginRequiredMiddleware lets nobody else in
    if request.method == "GET":
        return _page(request, keymap.of(request.user))
    if "reset" in request.POST:
        keymap.reset(request.user)
        messages.success(request, "Your keys are the usual ones again.")
        return redirect("keys")
    given = {name: request.POST.get(f"key-{name}", usual).strip() for name, usual in keymap.USUAL.keys.items()}
    mode = request.POST.get("mode", "")
    try:
        keymap.save(request.user, keys=given, mode=mode)
    except keymap.NotSaved as refused:
        return _page(request, Keymap(given, mode), refused)
    messages.success(request, "Your keys are saved.")
    return redirect("keys")


def _page(request: HttpRequest, chosen: Keymap, refused: keymap.NotSaved | None = None) -> HttpResponse:
    problems = refused.problems if refused else {}
    groups = [
        (where, [(action, key, problems.get(action.name, "")) for action, key in rows]) for where, rows in chosen.groups
    ]
    context = {"groups": groups, "chosen": chosen.mode, "modes": Mode.choices, "refused": refused}
    return render(request, "keys/page.html", context, status=422 if refused else 200)
