"""A list in the admin whose rows can be dragged, or moved with buttons from the keyboard."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import Media
from django.forms.widgets import Script
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from audit.admin import ConfigAdmin
from audit.ordering import OrderRefused, reorder

MOST = 200  # rows of a page; an order is saved of the whole list only


class OrderedAdmin(ConfigAdmin):
    """Without scripts the column of positions is what orders the list."""

    list_per_page = MOST

    @property
    def media(self) -> Media:
        return super().media + Media(js=[Script("gizmo/admin_order.js", defer=True)])  # type: ignore[list-item]  # the stubs know only str

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        order = path("order/", wrap(require_POST(self.order_view)), name=self._order_name)
        return [order, *super().get_urls()]

    @property
    def _order_name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_order"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        context = extra_context or {}
        if not request.GET and self.has_change_permission(request):  # a part of the list has no order of its own
            context = {**context, "order_url": reverse(f"admin:{self._order_name}")}
        return super().changelist_view(request, context)

    def order_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        ids = [int(pk) for pk in request.POST.getlist("row") if pk.isdigit()]
        try:
            places = reorder(self.model, ids, actor=f"user:{request.user.get_username()}")
        except OrderRefused as refusal:
            return JsonResponse({"error": str(refusal)}, status=409)
        return JsonResponse({"positions": places})
