"""Breakpoints of `easel serve`, with a tool that lives outside: what is held, what is made of it, and how the tool takes it."""

from __future__ import annotations

import http.cookiejar
import json
import re
import sys
import unittest
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import Future, ThreadPoolExecutor
from html import unescape
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "suite"))
from serving import ReferenceTool, Serving  # noqa: E402


class Plain(http.cookiejar.DefaultCookiePolicy):
    """Browsers send cookies marked Secure to loopback over http, too."""

    def return_ok_secure(self, cookie, request) -> bool:
        return True


class Person:
    """A browser that runs no scripts but the one that submits Canvas's form."""

    def __init__(self) -> None:
        self.jar = http.cookiejar.CookieJar(Plain())
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def post(self, url: str, fields: dict) -> tuple[int, str, str]:
        try:
            with self.opener.open(url, urllib.parse.urlencode(fields).encode(), timeout=20) as answer:
                return answer.status, answer.url, answer.read().decode()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.url, refused.read().decode()

    def open(self, opened: dict) -> tuple[int, str, str]:
        """The login, up to the page that posts the launch."""
        cookie = opened["session_cookie"]
        request = urllib.request.Request(opened["url"], urllib.parse.urlencode(opened["fields"]).encode())
        self.jar.set_cookie(http.cookiejar.Cookie(
            0, cookie["name"], cookie["value"], None, False, "127.0.0.1", False, False, "/", True, False, None, True, None, None, {},
        ))
        with self.opener.open(request, timeout=20) as page:
            return page.status, page.url, page.read().decode()

    def submit(self, page: str) -> tuple[int, str, str]:
        action = re.search(r'<form action="([^"]*)"', page)[1]
        fields = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', page)
        return self.post(unescape(action), {unescape(name): unescape(value) for name, value in fields})


class Held(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.easel = cls.enterClassContext(Serving())
        cls.tool = cls.enterClassContext(ReferenceTool(cls.easel.told))
        answer = cls.easel.ask("POST", "/worlds/default/tools", cls.tool.registration())
        assert answer.status == 200, answer.text
        cls.aside = cls.enterClassContext(ThreadPoolExecutor())

    def setUp(self) -> None:
        self.ask("POST", "/reset")
        self.events = urllib.request.urlopen(urllib.request.Request(
            self.easel.control + "/worlds/default/traffic/events", headers={"Authorization": f"Bearer {self.easel.token}"}), timeout=20)
        self.addCleanup(self.events.close)
        self.addCleanup(lambda: self.easel.ask("DELETE", "/worlds/default/held"))

    def ask(self, method: str, path: str, body=None, status: int | None = None):
        answer = self.easel.ask(method, "/worlds/default" + path, body)
        if status is None:
            self.assertLess(answer.status, 300, answer.text)
        else:
            self.assertEqual(answer.status, status, answer.text)
        return answer.json

    def event(self, wanted: str) -> dict:
        """The data of the next event of that name."""
        for line in self.events:
            if line == f"event: {wanted}\n".encode():
                return json.loads(next(self.events).removeprefix(b"data: "))
        self.fail("the stream ended")

    def held(self) -> int:
        number, = self.event("held")["held"]
        return number

    def launch(self) -> Future:
        opened = self.ask("POST", "/launches", {"user": "ada", "assignment": "quiz1"})
        opened["fields"].pop("lti_storage_target", None)  # keeping the state with Canvas's page takes a script
        self.person = Person()
        return self.aside.submit(self.person.open, opened)

    def launched(self) -> None:
        status, _, page = self.launch().result(20)
        self.assertEqual(status, 200)
        status, _, page = self.person.submit(page)
        self.assertEqual(status, 200, page)

    def grade(self, fraction: str) -> Future:
        return self.aside.submit(self.person.post, f"{self.tool.origin}/grade", {"fraction": fraction})

    def scores(self) -> list[dict]:
        return self.ask("GET", "/traffic?kind=score")["calls"]

    def test_a_score_is_held_and_answered_with_a_documented_error(self) -> None:
        self.launched()
        self.ask("POST", "/breaks", {"calls": ["score"], "patience": "1m"})
        graded = self.grade("0.8")
        number = self.held()
        held, = self.ask("GET", "/held")["held"]
        self.assertEqual((held["number"], held["kind"], held["from"], held["status"], held["limit_ms"]), (number, "score", "tool", 200, 60000))
        whole = self.ask("GET", f"/held/{number}")
        self.assertEqual(json.loads(whole["request"]["body"]["text"])["scoreGiven"], 8)
        self.assertEqual(self.scores(), [], "it has no answer yet")
        self.assertFalse(graded.done())
        self.ask("POST", f"/held/{number}", {"answer": {"error": "no-such-error"}}, status=400)
        sent = self.ask("POST", f"/held/{number}", {"answer": {"error": "not-a-student"}})
        self.assertEqual(sent, {"number": number, "sent": "answer not-a-student"})
        self.assertEqual(self.event("held"), {"held": []})
        self.assertIn("Score refused", graded.result(20)[2])
        call, = self.scores()
        self.assertEqual((call["number"], call["response"]["status"], call["fault"]), (number, 422, "edited by hand"))
        line, = self.ask("GET", "/gradebook?user=ada&assignment=quiz1")["gradebook"]
        self.assertEqual(line["score"], 8, "the world had changed before")

    def test_a_tool_whose_answer_is_cut_off_does_not_know(self) -> None:
        self.launched()
        self.ask("POST", "/breaks", {"calls": ["score"]})
        graded = self.grade("0.5")
        self.ask("POST", f"/held/{self.held()}", {"fault": "truncated"})
        self.assertNotIn("Score sent", graded.result(20)[2])

    def test_an_answer_that_goes_as_it_is_pleases_the_tool(self) -> None:
        self.launched()
        self.ask("POST", "/breaks", {"calls": ["score"]})
        graded = self.grade("0.5")
        self.held()
        self.assertEqual(self.easel.page("/api/lti/security/jwks").status, 200, "other calls go through")
        self.assertFalse(graded.done())
        self.ask("DELETE", "/held")
        self.assertIn("Score sent", graded.result(20)[2])

    def test_a_launch_is_held_and_a_claim_of_it_changed(self) -> None:
        """What is tampered with is signed again by Canvas's own key, unless another one is asked for."""
        for change, accepted in (
            ({}, True), ({"tamper": {"id_token.claims.nonce": "another"}}, False), ({"tamper": {"id_token.claims.name": "Somebody"}}, True),
            ({"sign": "unknown_key"}, False), ({"sign": "none"}, False), ({"tamper": {"response.state": "~remove"}}, False),
        ):
            with self.subTest(change=change):
                self.ask("POST", "/breaks", {"calls": ["authorization"]})
                page = self.launch()
                self.ask("POST", f"/held/{self.held()}", {})  # the first hop only leads on
                self.event("held")
                number = self.held()
                whole = self.ask("GET", f"/held/{number}")
                self.assertEqual((whole["message"], whole["token"]["claims"]["name"]), ("launch", "Ada Lovelace"))
                self.ask("POST", f"/held/{number}", change)
                self.event("held")
                self.ask("POST", "/breaks", {"calls": []})
                status, _, shown = self.person.submit(page.result(20)[2])
                self.assertEqual(status < 400, accepted, shown)
                if "id_token.claims.name" in change.get("tamper", {}):
                    self.assertIn("Somebody", shown)

    def test_what_is_wrong_with_a_point_is_said(self) -> None:
        self.ask("POST", "/breaks", {"calls": ["authorization"]})
        page = self.launch()
        number = self.held()
        refused = self.ask("POST", f"/held/{number}", {"sign": "none"}, status=400)
        self.assertEqual(refused["pointer"], "/sign", "the first hop has no token")
        self.ask("POST", f"/held/{number}", {})
        self.event("held")
        number = self.held()
        for point in ("id_token.claim.sub", "deliver.after", "login.iss"):
            refused = self.ask("POST", f"/held/{number}", {"tamper": {point: "x"}}, status=400)
            self.assertEqual(refused["pointer"], f"/tamper/{point}")
        self.ask("DELETE", "/held")
        self.assertEqual(page.result(20)[0], 200)

    def test_a_reset_lets_all_go(self) -> None:
        self.launched()
        self.ask("POST", "/breaks", {"calls": ["score"]})
        graded = self.grade("0.5")
        self.held()
        self.ask("POST", "/reset")
        self.assertEqual(self.event("begin")["world"], "default")
        self.assertEqual(self.event("held"), {"held": []})
        self.assertEqual(graded.result(20)[0], 200)


if __name__ == "__main__":
    unittest.main()
