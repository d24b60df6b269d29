"""A tool that takes every launch but each second one: what a race or a full connection pool looks like from outside.

It checks nothing, so it is no example of a tool. Run as: flaky_tool.py PORT [EVERY], with the variables that Easel gives to
tools it starts.
"""

from __future__ import annotations

import itertools
import os
import sys
import urllib.parse
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PORT = int(sys.argv[1])
EVERY = int(sys.argv[2]) if len(sys.argv) > 2 else 2
launches = itertools.count(1)


class Tool(BaseHTTPRequestHandler):
    def fields(self) -> dict[str, str]:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
        query = self.path.partition("?")[2]
        return dict(urllib.parse.parse_qsl(query) + urllib.parse.parse_qsl(body))

    def answer(self, status: int, text: str, **headers: str) -> None:
        body = text.encode()
        self.send_response(status)
        for name, value in {"Content-Type": "text/html", "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        fields = self.fields()
        match self.path.partition("?")[0]:
            case "/healthz":
                self.answer(200, "ok")
            case "/jwks.json":
                self.answer(200, '{"keys":[]}', **{"Content-Type": "application/json"})
            case "/login":
                asked = {
                    "scope": "openid", "response_type": "id_token", "response_mode": "form_post", "prompt": "none",
                    "client_id": os.environ["LTI_CLIENT_ID"], "redirect_uri": f"http://127.0.0.1:{PORT}/launch",
                    "login_hint": fields.get("login_hint", ""), "lti_message_hint": fields.get("lti_message_hint", ""),
                    "state": str(uuid.uuid4()), "nonce": str(uuid.uuid4()),
                }
                self.answer(302, "", Location=os.environ["LTI_AUTH_URL"] + "?" + urllib.parse.urlencode(asked))
            case "/launch":
                if next(launches) % EVERY:
                    self.answer(200, "<title>Welcome</title>Welcome")
                else:
                    self.answer(500, "<title>Launch refused</title>Launch refused")
            case _:
                self.answer(404, "nothing here")

    do_POST = do_GET

    def log_message(self, *_: object) -> None:
        pass


ThreadingHTTPServer(("127.0.0.1", PORT), Tool).serve_forever()
