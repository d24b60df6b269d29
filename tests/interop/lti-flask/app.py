"""A quiz tool on lti (pylti/lti) and its Flask adapter, put together as the library's documentation shows.

What the library decides is left to it: the app adds pages, a session, error pages, and the validator that the library
asks its user for. That one keeps the defaults of oauthlib's but for what Canvas and a tool without TLS need. Its
consumers come from the LTI11_* variables of its environment, and where it runs from PORT.
"""

import os
import secrets
import threading
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from flask import Flask, Response, redirect, render_template_string, request, session
from lti import InvalidLTIConfigError, InvalidLTIRequestError, OutcomeResponse, ToolProvider
from lti.contrib.flask import FlaskToolProvider
from lti.launch_params import InvalidLaunchParamError
from oauthlib.oauth1 import RequestValidator
from requests import RequestException

PLATFORM_ORIGIN = "{0.scheme}://{0.netloc}".format(urlsplit(os.environ["PLATFORM"]))

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Quiz</title></head>
<body data-user="{{ user }}">
<h1>{{ title }}</h1>
{% if teacher %}<h2>Configure</h2>
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
)


def consumers() -> dict[str, str]:
    """Secrets by key: one for each of LTI11_KEY, LTI11_KEY_2, ..."""
    suffixes = [""]
    while f"LTI11_KEY_{len(suffixes) + 1}" in os.environ:
        suffixes.append(f"_{len(suffixes) + 1}")
    return {os.environ["LTI11_KEY" + suffix]: os.environ["LTI11_SECRET" + suffix] for suffix in suffixes}


SECRETS = consumers()


class Validator(RequestValidator):
    """What oauthlib demands of its users: secrets, and nonces that were used."""

    # Not behind TLS here; Canvas's nonces are longer than the 30 signs that oauthlib allows by itself.
    enforce_ssl = False
    nonce_length = 20, 50
    dummy_client = "nobody"

    def __init__(self) -> None:
        super().__init__()
        self._used: dict[tuple[str, str, str], float] = {}
        self._lock = threading.Lock()

    def validate_client_key(self, client_key: str, request: object) -> bool:
        return client_key in SECRETS

    def get_client_secret(self, client_key: str, request: object) -> str:
        return SECRETS.get(client_key, "dummy")

    def validate_timestamp_and_nonce(
        self, client_key: str, timestamp: str, nonce: str, request: object,
        request_token: str | None = None, access_token: str | None = None,
    ) -> bool:
        now = time.time()
        with self._lock:
            # A timestamp may be as far ahead as it may be behind.
            self._used = {use: at for use, at in self._used.items() if now - at < 2 * self.timestamp_lifetime}
            used = (client_key, timestamp, nonce)
            if used in self._used:
                return False
            self._used[used] = now
            return True


validator = Validator()
launches: dict[str, tuple[str, dict[str, str]]] = {}


class Refused(Exception):
    """Why there is no launch."""


def current_launch() -> ToolProvider:
    """The launch that this browser made last."""
    if session.get("launch") not in launches:
        raise Refused("nobody is signed in")
    key, parameters = launches[session["launch"]]
    return ToolProvider(consumer_key=key, consumer_secret=SECRETS[key], params=dict(parameters))


def page(title: str, launch: ToolProvider | None = None, message: str = "", failed: bool = False) -> str:
    return render_template_string(
        PAGE,
        title=title,
        user=f"{launch.consumer_key} {launch.user_id}" if launch and launch.user_id else "",
        teacher=launch is not None and launch.is_instructor(),
        student=launch is not None and launch.is_student(),
        message=message,
        failed=failed,
    )


@app.post("/launch")
def launch() -> Response:
    key = request.form.get("oauth_consumer_key", "")
    provider = FlaskToolProvider.from_flask_request(SECRETS.get(key), request)
    if not provider.is_valid_request(validator):
        raise Refused("key, signature, nonce or timestamp are wrong")
    if not provider.is_launch_request():
        provider.lti_errormsg = "This tool has nothing to say to such a message"
        if back := provider.build_return_url():
            return redirect(back, 303)
        raise Refused("not a launch")
    session.clear()
    session["launch"] = secrets.token_hex(16)
    launches[session["launch"]] = key, provider.to_params()
    return redirect("/quiz", 303)


@app.get("/quiz")
def quiz() -> str:
    provider = current_launch()
    return page(f"Welcome {provider.username('')}", provider)


@app.get("/me")
def me() -> str:
    return page("Signed in", current_launch())


def outcome(done: str, call: Callable[[ToolProvider], OutcomeResponse]) -> str:
    provider = current_launch()
    if not provider.is_outcome_service():
        return page("Quiz", provider, "Nobody is graded here")
    try:
        answer = call(provider)
    except (InvalidLTIConfigError, RequestException) as trouble:
        return page("Quiz", provider, f"Refused: {trouble}", failed=True)
    if not answer.is_success():
        return page("Quiz", provider, f"Refused: {answer.description}", failed=True)
    return page("Quiz", provider, f"{done} {answer.score or ''}")


@app.post("/grade")
def grade() -> str:
    data = {kind: request.form[kind] for kind in ("text", "url") if kind in request.form}
    fraction = float(request.form["fraction"])
    return outcome("Score sent", lambda provider: provider.post_replace_result(fraction, result_data=data or None))


@app.post("/results")
def results() -> str:
    return outcome("Result:", lambda provider: provider.post_read_result())


@app.post("/delete")
def delete() -> str:
    return outcome("Score deleted", lambda provider: provider.post_delete_result())


@app.get("/healthz")
def healthz() -> str:
    return "ok"


@app.errorhandler(Refused)
@app.errorhandler(InvalidLTIRequestError)
@app.errorhandler(InvalidLaunchParamError)
def refuse(reason: Exception) -> tuple[str, int]:
    return page("Launch refused", message=f"Launch refused: {reason}", failed=True), 401


@app.after_request
def keep_private(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = "frame-ancestors " + PLATFORM_ORIGIN
    return response


if __name__ == "__main__":
    app.run(host="127.0.0.1", port=int(os.environ.get("PORT", "9403")), threaded=True)
