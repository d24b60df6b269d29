"""A quiz tool on PyLTI1p3's Django adapter, put together as the library's documentation shows.

Its registrations stand in a database, as the adapter's DjangoDbToolConf has them; launches are kept in Django's cache.
What the library decides is left to it: the app adds pages, a session and error pages, and no check of its own.
What it was told about its platform comes from the LTI_* variables of its environment, where it runs from PORT;
DEPLOYMENTS names further deployments of the first client.
"""

import json
import os
import secrets
import tempfile
from collections.abc import Callable
from datetime import datetime, timezone
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

import django
from django.conf import settings
from django.core.management import call_command
from django.core.servers.basehttp import WSGIServer, run
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import path
from jwcrypto.jwk import JWK

CANVAS_SUBMISSION = "https://canvas.instructure.com/lti/submission"
PORT = int(os.environ.get("PORT", "9393"))
LAUNCH_URL = f"http://127.0.0.1:{PORT}/launch"
PLATFORM_ORIGIN = "{0.scheme}://{0.netloc}".format(urlsplit(os.environ["LTI_AUTH_URL"]))
SCORE_MAXIMUM = 100
DATABASE = Path(tempfile.mkdtemp(prefix="easel-interop-")) / "tool.sqlite3"

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    CACHES={
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "OPTIONS": {"MAX_ENTRIES": 100_000},
        }
    },
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(DATABASE)}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    INSTALLED_APPS=["django.contrib.sessions", "pylti1p3.contrib.django.lti1p3_tool_config"],
    LOGGING_CONFIG=None,
    MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware", "__main__.keep_private"],
    ROOT_URLCONF="__main__",
    SECRET_KEY=secrets.token_hex(32),
    # As behind a proxy that does the TLS; platforms show the tool in a frame on their own site.
    SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https"),
    SESSION_COOKIE_SECURE=True,
    SESSION_COOKIE_SAMESITE="None",
    SESSION_ENGINE="django.contrib.sessions.backends.cache",
    USE_TZ=True,
)
django.setup()

# These read the settings when they are loaded.
from pylti1p3.contrib.django import (  # noqa: E402
    DjangoCacheDataStorage,
    DjangoDbToolConf,
    DjangoMessageLaunch,
    DjangoOIDCLogin,
)
from pylti1p3.contrib.django.lti1p3_tool_config.models import LtiTool, LtiToolKey  # noqa: E402
from pylti1p3.deep_link_resource import DeepLinkResource  # noqa: E402
from pylti1p3.exception import LtiException, OIDCException  # noqa: E402
from pylti1p3.grade import Grade  # noqa: E402
from pylti1p3.lineitem import LineItem  # noqa: E402

View = Callable[[HttpRequest], HttpResponseBase]


def register_platform() -> None:
    """One issuer with a client for each of LTI_CLIENT_ID, LTI_CLIENT_ID_2, ...; one new key for all of them."""
    pair = JWK.generate(kty="RSA", size=2048)
    key = LtiToolKey.objects.create(
        name="quiz", private_key=pair.export_to_pem(True, None).decode(), public_key=pair.export_to_pem().decode()
    )
    suffixes = [""]
    while f"LTI_CLIENT_ID_{len(suffixes) + 1}" in os.environ:
        suffixes.append(f"_{len(suffixes) + 1}")
    further_deployments = os.environ.get("DEPLOYMENTS", "").split()
    for suffix in suffixes:
        deployments = [os.environ["LTI_DEPLOYMENT_ID" + suffix], *([] if suffix else further_deployments)]
        LtiTool.objects.create(
            title="Canvas" + suffix,
            issuer=os.environ["LTI_ISSUER"],
            client_id=os.environ["LTI_CLIENT_ID" + suffix],
            use_by_default=suffix == "",
            auth_login_url=os.environ["LTI_AUTH_URL"],
            auth_token_url=os.environ["LTI_TOKEN_URL"],
            key_set_url=os.environ["LTI_JWKS_URL"],
            tool_key=key,
            deployment_ids=json.dumps(deployments),
        )


def storage() -> DjangoCacheDataStorage:
    return DjangoCacheDataStorage(cache_name="default")


def current_launch(request: HttpRequest) -> DjangoMessageLaunch:
    """The launch whose page sent the request, else the one that this browser made last; LtiException without any."""
    launch_id = request.POST.get("launch") or request.session.get("launch_id", "")
    return DjangoMessageLaunch.from_cache(launch_id, request, DjangoDbToolConf(), launch_data_storage=storage())


def button(action: str, label: str, fields: str = "") -> str:
    return f'<form method="post" action="{action}">{fields}<button>{label}</button></form>\n'


def page(
    title: str, launch: DjangoMessageLaunch | None = None, message: str = "", failed: bool = False, status: int = 200
) -> HttpResponse:
    user = ""
    parts = [f"<h1>{escape(title)}</h1>\n"]
    if launch is not None:
        user = launch.get_launch_data()["sub"]
        if launch.is_deep_link_launch():
            this = f'<input type="hidden" name="launch" value="{escape(launch.get_launch_id())}">'
            parts.append("<h2>Choose</h2>\n" + button("/chosen", "Quiz 1", this))
            parts.append(button("/chosen", "Quiz 2", this + '<input type="hidden" name="item" value="other">'))
            parts.append(button("/cancelled", "Cancel", this))
        elif launch.check_teacher_access():
            parts.append("<h2>Configure</h2>\n" + button("/line-item", "Add a column"))
        elif launch.check_student_access():
            parts.append("<h2>Start attempt</h2>\n")
            parts.append(button("/grade", "Hand in", '<input name="fraction" value="1">'))
    if message:
        parts.append(f'<p class="{"error" if failed else "done"}">{escape(message)}</p>\n')
    return HttpResponse(
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Quiz</title></head>\n'
        f'<body data-user="{escape(user)}">\n{"".join(parts)}</body></html>\n',
        status=status,
    )


def column() -> LineItem:
    """What a launch without a line item of its own is graded in."""
    return LineItem().set_tag("grade").set_label("Grade").set_score_maximum(SCORE_MAXIMUM)


def service(title: str) -> Callable[[Callable[[DjangoMessageLaunch, HttpRequest], str]], View]:
    """A page that calls one of the platform's services for the launch of this browser."""

    def decorate(call: Callable[[DjangoMessageLaunch, HttpRequest], str]) -> View:
        def view(request: HttpRequest) -> HttpResponse:
            launch = current_launch(request)
            try:
                return page("Quiz", launch, call(launch, request))
            except LtiException as refusal:
                return page("Quiz", launch, f"{title} refused: {refusal}", failed=True)

        return view

    return decorate


def login(request: HttpRequest) -> HttpResponseBase:
    return DjangoOIDCLogin(request, DjangoDbToolConf(), launch_data_storage=storage()).redirect(LAUNCH_URL)


def launch(request: HttpRequest) -> HttpResponse:
    message = DjangoMessageLaunch(request, DjangoDbToolConf(), launch_data_storage=storage())
    data = message.get_launch_data()  # validates first
    request.session.flush()
    request.session["launch_id"] = message.get_launch_id()
    quiz = data.get("https://purl.imsglobal.org/spec/lti/claim/custom", {}).get("quiz", "")
    return page(f"Welcome {data.get('name', '')}", message, f"Quiz {quiz}" if quiz else "")


def me(request: HttpRequest) -> HttpResponse:
    return page("Signed in", current_launch(request))


def put_grade(launch: DjangoMessageLaunch, fraction: str, submission: dict[str, object] | None = None) -> str:
    if not launch.check_student_access():
        return "Only students are graded"
    data = launch.get_launch_data()
    score = (
        Grade()
        .set_score_given(float(fraction) * SCORE_MAXIMUM)
        .set_score_maximum(SCORE_MAXIMUM)
        # The documentation's format drops what is below a second; two scores in one second would look alike.
        .set_timestamp(datetime.now(timezone.utc).isoformat(timespec="milliseconds"))
        .set_activity_progress("Completed")
        .set_grading_progress("FullyGraded")
        .set_user_id(data["sub"])
    )
    if submission is not None:
        score.set_extra_claims({CANVAS_SUBMISSION: submission})
    endpoint = data.get("https://purl.imsglobal.org/spec/lti-ags/claim/endpoint", {})
    launch.get_ags().put_grade(score, None if endpoint.get("lineitem") else column())
    return "Score sent"


@service("Score")
def grade(launch: DjangoMessageLaunch, request: HttpRequest) -> str:
    return put_grade(launch, request.POST["fraction"])


@service("Score")
def regrade(launch: DjangoMessageLaunch, request: HttpRequest) -> str:
    return put_grade(launch, request.POST["fraction"], {"new_submission": False})


@service("Results")
def results(launch: DjangoMessageLaunch, _: HttpRequest) -> str:
    return f"{len(launch.get_ags().get_grades())} results"


@service("Column")
def line_item(launch: DjangoMessageLaunch, _: HttpRequest) -> str:
    return f"Column {launch.get_ags().find_or_create_lineitem(column()).get_label()} is there"


@service("Roster")
def roster(launch: DjangoMessageLaunch, _: HttpRequest) -> str:
    return f"{len(launch.get_nrps().get_members())} members"


def chosen(request: HttpRequest) -> HttpResponse:
    number = "2" if request.POST.get("item") == "other" else "1"
    quiz = DeepLinkResource().set_url(LAUNCH_URL).set_custom_params({"quiz": number}).set_title(f"Quiz {number}")
    return HttpResponse(current_launch(request).get_deep_link().output_response_form([quiz]))


def cancelled(request: HttpRequest) -> HttpResponse:
    return HttpResponse(current_launch(request).get_deep_link().output_response_form([]))


def jwks(_: HttpRequest) -> JsonResponse:
    return JsonResponse(DjangoDbToolConf().get_jwks())


def healthz(_: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


def keep_private(get_response: View) -> View:
    """Middleware: error pages for what the library refuses, and headers for pages of one person in a frame."""

    class Middleware:
        def __call__(self, request: HttpRequest) -> HttpResponseBase:
            response = get_response(request)
            response["Cache-Control"] = "no-store"
            response["Content-Security-Policy"] = "frame-ancestors " + PLATFORM_ORIGIN
            return response

        def process_exception(self, _: HttpRequest, reason: Exception) -> HttpResponse | None:
            if not isinstance(reason, (LtiException, OIDCException)):
                return None
            status = 400 if isinstance(reason, OIDCException) else 401
            return page("Launch refused", message=f"Launch refused: {reason}", failed=True, status=status)

    return Middleware()


urlpatterns = [
    path("login", login),
    path("launch", launch),
    path("me", me),
    path("grade", grade),
    path("regrade", regrade),
    path("results", results),
    path("line-item", line_item),
    path("roster", roster),
    path("chosen", chosen),
    path("cancelled", cancelled),
    path("jwks", jwks),
    path("healthz", healthz),
]


def behind_tls(application: Callable) -> Callable:
    """What a proxy would add to each request."""

    def forwarded(environ: dict[str, object], start_response: Callable) -> object:
        environ["HTTP_X_FORWARDED_PROTO"] = "https"
        return application(environ, start_response)

    return forwarded


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    register_platform()
    run("127.0.0.1", PORT, behind_tls(get_wsgi_application()), threading=True, server_cls=WSGIServer)
