"""A tool that takes every launch for good, and is odd in one way: python3 odd_tool.py PORT WAY."""

from __future__ import annotations

import json
import os
import secrets
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlencode, urlsplit
from urllib.request import Request, urlopen

PORT, WAY = int(sys.argv[1]), sys.argv[2]
BASE = f"http://127.0.0.1:{PORT}"
SESSION = "s=1f4e7d9a2c5b8e0f3a6d; Path=/; Secure; HttpOnly; SameSite=None; Partitioned"
WELCOME = "<h1>Welcome</h1>"
spent: set[str] = set()


class Tool(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def answer(self, status: int, page: str = "", **headers: str) -> None:
        body = page.encode()
        self.send_response(status)
        for name, value in {"Content-Type": "text/html", "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        where = urlsplit(self.path)
        if where.path == "/jwks":
            self.answer(200, json.dumps({"keys": []}))
        elif where.path == "/app" and "s=1" in (self.headers.get("Cookie") or ""):
            self.answer(200, WELCOME, Set_Cookie="theme=solarized-dark-2024; Path=/; SameSite=Lax")
        elif where.path == "/register":
            self.register(dict(parse_qsl(where.query)))
        else:
            self.answer(403, "no")

    def do_POST(self) -> None:
        form = dict(parse_qsl(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()))
        if self.path == "/login":
            self.login(form)
        elif WAY == "refuses-all":
            self.answer(403, "no")
        elif form.get("id_token") in spent and WAY != "takes-all":
            self.answer(*((302, "") if WAY == "replays-to-session" else (403, "no")), Location="/app")
        else:
            spent.add(form.get("id_token", ""))
            if WAY == "preference":
                self.answer(302, Location="/app", Set_Cookie=SESSION)
            else:
                self.answer(200, WELCOME, Set_Cookie=SESSION)

    def login(self, form: dict[str, str]) -> None:
        if "lti_message_hint" not in form and WAY == "dies-without-hint":
            os._exit(3)
        if "lti_message_hint" not in form and WAY == "hangs-without-hint":
            time.sleep(30)
        asked = {
            "scope": "openid", "response_type": "id_token", "response_mode": "form_post", "prompt": "none",
            "client_id": form.get("client_id", "none"), "redirect_uri": BASE + "/launch", "login_hint": form.get("login_hint", ""),
            "lti_message_hint": form.get("lti_message_hint", ""), "state": secrets.token_hex(16), "nonce": secrets.token_hex(16),
        }
        self.answer(302, Location=os.environ["LTI_AUTH_URL"] + "?" + urlencode(asked))

    def register(self, asked: dict[str, str]) -> None:
        """Reads the configuration, and then says nothing at all."""
        urlopen(Request(asked["openid_configuration"], headers={"User-Agent": "odd"})).read()
        self.close_connection = True


ThreadingHTTPServer(("127.0.0.1", PORT), Tool).serve_forever()
