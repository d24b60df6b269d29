"""The console of `easel serve`: who gets its page, and whom the control API takes the page's cookie from."""

from __future__ import annotations

import http.client
import json
import re
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "suite"))
from serving import Serving  # noqa: E402


class Console:
    """A client that sends the headers it is told to, and no others."""

    def __init__(self, easel: Serving) -> None:
        self.port = easel.control_port
        self.origin = f"http://127.0.0.1:{self.port}"
        self.address = re.search(r"^Console +(http\S+)$", easel.printed, flags=re.M)[1]
        self.cookie = ""

    def ask(self, method: str, path: str, body=None, **headers: str) -> tuple[int, http.client.HTTPMessage, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        sent = {"Cookie": self.cookie} if self.cookie else {}
        if body is not None:
            sent["Content-Type"] = "application/json"
        sent.update({name.replace("_", "-"): value for name, value in headers.items()})
        connection.request(method, path, body=None if body is None else json.dumps(body), headers=sent)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, answer.headers, text

    def enter(self, address: str | None = None) -> None:
        status, headers, _ = self.ask("GET", (address or self.address).removeprefix(self.origin))
        assert status in (302, 303), status
        self.cookie = headers["Set-Cookie"].split(";")[0]


API = "/easel/v1/worlds/default"


class Page(unittest.TestCase):
    def test_the_address_is_good_once_and_leaves_a_cookie(self) -> None:
        with Serving() as easel:
            console = Console(easel)
            self.assertTrue(console.address.startswith(f"{console.origin}/?token="))
            status, headers, text = console.ask("GET", "/")
            self.assertEqual(status, 401)
            self.assertIn("Open the address", text)
            for path in ("/desk.js", "/desk.css"):
                self.assertEqual(console.ask("GET", path)[0], 401, path)
            self.assertEqual(console.ask("GET", "/?token=guess")[0], 403)
            status, headers, _ = console.ask("GET", console.address.removeprefix(console.origin))
            self.assertEqual((status, headers["Location"]), (302, "/"))
            self.assertRegex(headers["Set-Cookie"], rf"^easel_console_{console.port}=[0-9a-f]{{64}}; Path=/; HttpOnly; SameSite=Strict$")
            status, _, text = console.ask("GET", console.address.removeprefix(console.origin))
            self.assertEqual(status, 403, "a second time")
            self.assertIn("POST /easel/v1/console", text)
            self.assertNotIn(easel.token, console.address)

    def test_the_page_runs_its_own_script_alone(self) -> None:
        with Serving() as easel:
            console = Console(easel)
            console.enter()
            status, headers, text = console.ask("GET", "/")
            self.assertEqual(status, 200)
            policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
            self.assertEqual((policy["default-src"], policy["script-src"], policy["frame-src"]), ("'none'", "'self'", "'self'"))
            self.assertIn(f"http://127.0.0.1:{easel.port}", policy["frame-ancestors"].split(), "Canvas shows calls beside a launch")
            self.assertNotIn("*", headers["Content-Security-Policy"])
            for path, kind in (("/desk.js", "text/javascript"), ("/desk.css", "text/css")):
                status, headers, body = console.ask("GET", path)
                self.assertEqual((status, headers["Content-Type"].split(";")[0], headers["X-Content-Type-Options"]), (200, kind, "nosniff"))
                self.assertGreater(len(body), 1000)
                self.assertIn(path, text)
            self.assertEqual(console.ask("POST", "/", Origin=console.origin)[0], 405)
            self.assertEqual(console.ask("GET", "/nowhere")[0], 404)

    def test_a_new_address_comes_from_the_api(self) -> None:
        with Serving() as easel:
            console = Console(easel)
            fresh = easel.ask("POST", "/console").json["address"]
            self.assertEqual(console.ask("GET", console.address.removeprefix(console.origin))[0], 403, "the one before is none any more")
            console.enter(fresh)
            self.assertEqual(console.ask("GET", "/")[0], 200)
            again = Console(easel)
            again.enter(easel.ask("POST", "/console").json["address"])
            for one in (console, again):
                self.assertEqual(one.ask("GET", API)[0], 200, "who is in stays in")


class Doors(unittest.TestCase):
    def test_the_cookie_is_as_good_as_the_token_from_its_own_page_alone(self) -> None:
        with Serving() as easel:
            console = Console(easel)
            self.assertEqual(console.ask("GET", API)[0], 401)
            console.enter()
            own, port = console.origin, console.port
            rows = (
                ("reads", "GET", {}, 200),
                ("reads, from its page", "GET", {"Origin": own, "Sec_Fetch_Site": "same-origin"}, 200),
                ("typed by hand", "GET", {"Sec_Fetch_Site": "none"}, 200),
                ("from another site", "GET", {"Sec_Fetch_Site": "cross-site"}, 401),
                ("from another port, where tools are", "GET", {"Sec_Fetch_Site": "same-site"}, 401),
                ("by a tool's page", "GET", {"Origin": easel.origin}, 403),
                ("by another name of this computer", "GET", {"Origin": f"http://localhost:{port}"}, 401),
                ("under a foreign name", "GET", {"Host": f"evil.test:{port}"}, 403),
                ("changes", "POST", {"Origin": own}, 200),
                ("changes, from its page", "POST", {"Origin": own, "Sec_Fetch_Site": "same-origin"}, 200),
                ("changes without Origin", "POST", {}, 401),
                ("changes from Canvas's port", "POST", {"Origin": easel.origin}, 403),
                ("changes from nowhere", "POST", {"Origin": "null"}, 403),
                ("changes with a wrong bearer", "POST", {"Origin": own, "Authorization": "Bearer x"}, 401),
                ("changes with the token", "POST", {"Authorization": f"Bearer {easel.token}", "Cookie": ""}, 200),
                ("with a cookie of another port", "GET", {"Cookie": console.cookie.replace(str(port), "1")}, 401),
                ("with a wrong cookie", "GET", {"Cookie": f"easel_console_{port}=0"}, 401),
            )
            for what, method, headers, wanted in rows:
                with self.subTest(what):
                    path = API + ("/clock" if method == "POST" else "")
                    status, _, text = console.ask(method, path, {"advance": "1s"} if method == "POST" else None, **headers)
                    self.assertEqual(status, wanted, text)

    def test_other_methods_need_the_origin_too(self) -> None:
        with Serving() as easel:
            console = Console(easel)
            console.enter()
            for method, path, body in (("PATCH", API, {"users": {}}), ("DELETE", API + "/faults", None)):
                self.assertEqual(console.ask(method, path, body)[0], 401, method)
                self.assertLess(console.ask(method, path, body, Origin=console.origin)[0], 300, method)

    def test_events_are_for_the_page_and_for_the_token(self) -> None:
        with Serving() as easel:
            console = Console(easel)
            path = API + "/traffic/events"
            self.assertEqual(console.ask("GET", path)[0], 401)
            console.enter()
            self.assertEqual(console.ask("GET", path, Host="evil.test")[0], 403)
            self.assertEqual(console.ask("GET", "/easel/v1/worlds/nowhere/traffic/events")[0], 404)
            connections = []
            for _ in range(32):
                connection = http.client.HTTPConnection("127.0.0.1", console.port, timeout=30)
                connection.request("GET", path, headers={"Cookie": console.cookie})
                answer = connection.getresponse()
                self.assertEqual((answer.status, answer.readline()), (200, b"retry: 1000\n"))
                connections.append((connection, answer))
            self.assertEqual(console.ask("GET", path)[0], 503, "one too many")
            for connection, answer in connections:
                answer.close()
                connection.close()


if __name__ == "__main__":
    unittest.main()
