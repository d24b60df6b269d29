"""A quiz tool on PyLTI1p3's Flask adapter, put together as the library's documentation shows.

What the library decides is left to it: the app adds pages, a session and error pages, and no check of its own.
What it was told about its platform comes from the LTI_* variables of its environment, where it runs from PORT;
DEPLOYMENTS names further deployments of the first client.
"""

import os
import secrets
from datetime import datetime, timezone
from urllib.parse import urlsplit

from flask import Flask, Response, render_template_string, request, session
from flask_caching import Cache
from jwcrypto.jwk import JWK
from pylti1p3.contrib.flask import FlaskCacheDataStorage, FlaskMessageLaunch, FlaskOIDCLogin, FlaskRequest
from pylti1p3.exception import LtiException, OIDCException
from pylti1p3.grade import Grade
from pylti1p3.lineitem import LineItem
from pylti1p3.message_launch import MessageLaunch
from pylti1p3.tool_config import ToolConfDict
from pylti1p3.tool_config.dict import TIssConf

CANVAS_SUBMISSION = "https://canvas.instructure.com/lti/submission"
PLATFORM_ORIGIN = "{0.scheme}://{0.netloc}".format(urlsplit(os.environ["LTI_AUTH_URL"]))
SCORE_MAXIMUM = 100

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Quiz</title></head>
<body data-user="{{ user }}">
<h1>{{ title }}</h1>
{% if teacher %}<h2>Configure</h2>
<form method="post" action="/line-item"><button>Add a column</button></form>
{% elif student %}<h2>Start attempt</h2>
<form method="post" action="/grade"><input name="fraction" value="1"><button>Hand in</button></form>
{% endif %}{% if message %}<p class="{{ 'error' if failed else 'done' }}">{{ message }}</p>
{% endif %}</body></html>
"""

app = Flask(__name__)
app.config.update(
    SECRET_KEY=secrets.token_hex(32),
    # Platforms show the tool in a frame on their own site.
    SESSION_COOKIE_SECURE=True,
    SESSION_COOKIE_SAMESITE="None",
    CACHE_TYPE="SimpleCache",
    CACHE_THRESHOLD=100_000,
)
cache = Cache(app)


def tool_configuration() -> ToolConfDict:
    """One issuer with a client for each of LTI_CLIENT_ID, LTI_CLIENT_ID_2, ...; one new key for all of them."""
    suffixes = [""]
    while f"LTI_CLIENT_ID_{len(suffixes) + 1}" in os.environ:
        suffixes.append(f"_{len(suffixes) + 1}")
    further_deployments = os.environ.get("DEPLOYMENTS", "").split()
    issuer = os.environ["LTI_ISSUER"]
    clients: list[TIssConf] = [
        {
            "default": suffix == "",
            "client_id": os.environ["LTI_CLIENT_ID" + suffix],
            "auth_login_url": os.environ["LTI_AUTH_URL"],
            "auth_token_url": os.environ["LTI_TOKEN_URL"],
            "auth_audience": None,
            "key_set_url": os.environ["LTI_JWKS_URL"],
            "key_set": None,
            "deployment_ids": [os.environ["LTI_DEPLOYMENT_ID" + suffix], *([] if suffix else further_deployments)],
        }
        for suffix in suffixes
    ]
    configuration = ToolConfDict({issuer: clients})
    key = JWK.generate(kty="RSA", size=2048)
    for client in clients:
        configuration.set_private_key(issuer, key.export_to_pem(True, None).decode(), client_id=client["client_id"])
        configuration.set_public_key(issuer, key.export_to_pem().decode(), client_id=client["client_id"])
    return configuration


configuration = tool_configuration()


def lti_request() -> FlaskRequest:
    # As behind a proxy that does the TLS: the library's cookies are Secure, and what it stores belongs to one browser.
    return FlaskRequest(request_is_secure=True)


def storage() -> FlaskCacheDataStorage:
    return FlaskCacheDataStorage(cache)


def current_launch() -> MessageLaunch:
    """The launch that this browser made last; raises LtiException when there is none."""
    return FlaskMessageLaunch.from_cache(
        session.get("launch_id", ""), lti_request(), configuration, launch_data_storage=storage()
    )


def page(title: str, launch: MessageLaunch | None = None, message: str = "", failed: bool = False) -> str:
    return render_template_string(
        PAGE,
        title=title,
        user=launch.get_launch_data()["sub"] if launch else "",
        teacher=launch is not None and launch.check_teacher_access(),
        student=launch is not None and launch.check_student_access(),
        message=message,
        failed=failed,
    )


def column() -> LineItem:
    """What a launch without a line item of its own is graded in."""
    return LineItem().set_tag("grade").set_label("Grade").set_score_maximum(SCORE_MAXIMUM)


def put_grade(submission: dict[str, object] | None = None) -> str:
    launch = current_launch()
    if not launch.check_student_access():
        return page("Quiz", launch, "Only students are graded")
    data = launch.get_launch_data()
    grade = (
        Grade()
        .set_score_given(float(request.form["fraction"]) * SCORE_MAXIMUM)
        .set_score_maximum(SCORE_MAXIMUM)
        # The documentation's format drops what is below a second; two scores in one second would look alike.
        .set_timestamp(datetime.now(timezone.utc).isoformat(timespec="milliseconds"))
        .set_activity_progress("Completed")
        .set_grading_progress("FullyGraded")
        .set_user_id(data["sub"])
    )
    if submission is not None:
        grade.set_extra_claims({CANVAS_SUBMISSION: submission})
    try:
        endpoint = data.get("https://purl.imsglobal.org/spec/lti-ags/claim/endpoint", {})
        launch.get_ags().put_grade(grade, None if endpoint.get("lineitem") else column())
    except LtiException as refusal:
        return page("Quiz", launch, f"Score refused: {refusal}", failed=True)
    return page("Quiz", launch, "Score sent")


@app.route("/login", methods=["GET", "POST"])
def login() -> Response:
    login_request = lti_request()
    oidc_login = FlaskOIDCLogin(login_request, configuration, launch_data_storage=storage())
    return oidc_login.redirect(login_request.get_param("target_link_uri"))


@app.post("/launch")
def launch() -> str:
    message = FlaskMessageLaunch(lti_request(), configuration, launch_data_storage=storage())
    data = message.get_launch_data()  # validates first
    session.clear()
    session["launch_id"] = message.get_launch_id()
    return page(f"Welcome {data.get('name', '')}", message)


@app.get("/me")
def me() -> str:
    return page("Signed in", current_launch())


@app.post("/grade")
def grade() -> str:
    return put_grade()


@app.post("/regrade")
def regrade() -> str:
    return put_grade({"new_submission": False})


@app.post("/results")
def results() -> str:
    launch = current_launch()
    try:
        grades = launch.get_ags().get_grades()
    except LtiException as refusal:
        return page("Quiz", launch, f"Results refused: {refusal}", failed=True)
    return page("Quiz", launch, f"{len(grades)} results")


@app.post("/line-item")
def line_item() -> str:
    launch = current_launch()
    try:
        found = launch.get_ags().find_or_create_lineitem(column())
    except LtiException as refusal:
        return page("Quiz", launch, f"Column refused: {refusal}", failed=True)
    return page("Quiz", launch, f"Column {found.get_label()} is there")


@app.get("/jwks")
def jwks() -> dict[str, object]:
    return configuration.get_jwks()


@app.get("/healthz")
def healthz() -> str:
    return "ok"


@app.errorhandler(LtiException)
@app.errorhandler(OIDCException)
def refuse(reason: Exception) -> tuple[str, int]:
    status = 400 if isinstance(reason, OIDCException) else 401
    return page("Launch refused", message=f"Launch refused: {reason}", failed=True), status


@app.after_request
def keep_private(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = "frame-ancestors " + PLATFORM_ORIGIN
    return response


if __name__ == "__main__":
    app.run(host="127.0.0.1", port=int(os.environ.get("PORT", "9391")), threaded=True)
