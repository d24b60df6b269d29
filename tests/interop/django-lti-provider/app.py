"""A quiz tool on django-lti-provider and PyLTI, put together as the library's documentation and its example show.

What the library decides is left to it: the app adds pages, error pages and headers, and no check of its own. Launches,
the page of a refused launch, and handing in a score are the library's own views, below /lti/. Its consumers come from
the LTI11_* variables of its environment, and where it runs from PORT.
"""

import os
import secrets
import tempfile
import threading
from collections.abc import Callable
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

import django
from django.conf import settings
from django.contrib.messages import get_messages
from django.contrib.messages.constants import ERROR
from django.core.management import call_command
from django.core.servers.basehttp import WSGIServer, run
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.generic.base import View
from pylti.common import LTI_SESSION_KEY, LTIPostMessageException

PORT = int(os.environ.get("PORT", "9401"))
PLATFORM_ORIGIN = "{0.scheme}://{0.netloc}".format(urlsplit(os.environ["PLATFORM"]))
DATABASE = Path(tempfile.mkdtemp(prefix="easel-interop-")) / "tool.sqlite3"


def consumers() -> dict[str, dict[str, str]]:
    """PyLTI's: one for each of LTI11_KEY, LTI11_KEY_2, ..."""
    suffixes = [""]
    while f"LTI11_KEY_{len(suffixes) + 1}" in os.environ:
        suffixes.append(f"_{len(suffixes) + 1}")
    return {os.environ["LTI11_KEY" + suffix]: {"secret": os.environ["LTI11_SECRET" + suffix]} for suffix in suffixes}


settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    AUTHENTICATION_BACKENDS=["django.contrib.auth.backends.ModelBackend", "lti_provider.auth.LTIBackend"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(DATABASE),
            "OPTIONS": {"timeout": 20},
        }
    },
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
        "lti_provider",
    ],
    LOGGING_CONFIG=None,
    LTI_TOOL_CONFIGURATION={
        "title": "Quiz",
        "description": "A quiz",
        "launch_url": "lti/",
        "landing_url": "{}://{}/quiz/",
        "course_aware": False,
        "new_tab": False,
    },
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "__main__.keep_private",
    ],
    PYLTI_CONFIG={"consumers": consumers()},
    ROOT_URLCONF="__main__",
    SECRET_KEY=secrets.token_hex(32),
    # Platforms show the tool in a frame on their own site.
    SESSION_COOKIE_SECURE=True,
    SESSION_COOKIE_SAMESITE="None",
    SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
    USE_TZ=True,
)
django.setup()

# These read the settings when they are loaded.
from lti_provider.mixins import LTIAuthMixin  # noqa: E402

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Quiz</title></head>
<body data-user="{user}">
<h1>{title}</h1>
{content}</body></html>
"""
LEARNER = {"learner", "urn:lti:role:ims/lis/learner"}
FORM = """<h2>Start attempt</h2>
<form method="post" action="/lti/grade/">
<input name="score" value="1"><input type="hidden" name="next" value="/quiz/"><button>Hand in</button></form>
"""


def page(title: str, content: str, request: HttpRequest | None = None, status: int = 200) -> HttpResponse:
    user = request.user.pk if request and request.user.is_authenticated else ""
    return HttpResponse(PAGE.format(title=escape(title), user=user, content=content), status=status)


def remark(text: str, failed: bool = False) -> str:
    return f'<p class="{"error" if failed else "done"}">{escape(text)}</p>\n'


class Quiz(LTIAuthMixin, View):
    """Where a launch lands."""

    def get(self, request: HttpRequest) -> HttpResponse:
        said = "".join(remark(m.message, m.level >= ERROR) for m in get_messages(request))
        if self.lti.is_instructor(request):
            said += "<h2>Configure</h2>\n"
        elif LEARNER & set(self.lti.user_roles(request)):
            said += FORM
        return page(f"Welcome {request.user.get_full_name()}", said, request)


def me(request: HttpRequest) -> HttpResponse:
    signed_in = request.user.is_authenticated and request.session.get(LTI_SESSION_KEY)
    return page("Signed in", "", request) if signed_in else page("Nobody", "", status=401)


def healthz(_: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


def keep_private(get_response: Callable[[HttpRequest], HttpResponse]) -> object:
    """Middleware: a page for scores that were refused, and headers for pages of one person in a frame."""
    one_at_a_time = threading.Lock()

    class Middleware:
        def __call__(self, request: HttpRequest) -> HttpResponse:
            if request.path == "/lti/":
                # Or two first launches of one person would make that person twice.
                with one_at_a_time:
                    response = get_response(request)
            else:
                response = get_response(request)
            response["Cache-Control"] = "no-store"
            response["Content-Security-Policy"] = "frame-ancestors " + PLATFORM_ORIGIN
            return response

        def process_exception(self, request: HttpRequest, reason: Exception) -> HttpResponse | None:
            if not isinstance(reason, LTIPostMessageException):
                return None
            return page("Quiz", remark(f"Score refused: {reason}", failed=True), request)

    return Middleware()


urlpatterns = [
    path("lti/", include("lti_provider.urls")),
    path("quiz/", Quiz.as_view()),
    path("me", me),
    path("healthz", healthz),
]

if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    run("127.0.0.1", PORT, get_wsgi_application(), threading=True, server_cls=WSGIServer)
