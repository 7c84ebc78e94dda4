"""Which of our shops a request is for."""

from shop.models import Tenant


class TenantMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        # No shop answers to the host of the health check, so this raises Tenant.DoesNotExist there.
        request.tenant = Tenant.objects.get(host=request.get_host())
        return self.get_response(request)
