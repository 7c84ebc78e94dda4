"""Settings of the shop."""

import os

DEBUG = False
SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = [".lumenly.example", "health.quayside.internal"]
SECURE_SSL_REDIRECT = True  # every plain request is answered 301, the health check of the platform as well
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "shop.middleware.TenantMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
]
PAYMENT_TIMEOUT = 60  # seconds; the provider may take 40
