"""`/console` of `easel serve`: trouble planned for answers and the clock, by forms."""

from __future__ import annotations

import sys
import unittest
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "suite"))
from serving import Serving  # noqa: E402


def post(easel: Serving, fields: dict[str, str], **headers: str) -> tuple[int, str]:
    request = urllib.request.Request(easel.origin + "/console", data=urllib.parse.urlencode(fields).encode(), headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode()


class Page(unittest.TestCase):
    def test_trouble_is_planned_shown_and_removed(self) -> None:
        with Serving() as easel:
            self.assertIn("None is planned", easel.page("/console").text)
            status, text = post(easel, {"do": "plan", "call": "score", "assignment": "quiz1", "answer": "status:503", "times": "2", "after": "1", "delay": "250ms"})
            self.assertEqual(status, 200)
            self.assertIn("status 503 for score of quiz1, 2 times, after 1 call, delayed by 250ms; never struck, still armed", text)
            (planned,) = easel.ask("GET", "/worlds/default/faults").json["faults"]
            self.assertEqual((planned["call"], planned["left"]), ("score", 2))
            status, text = post(easel, {"do": "remove", "number": "1"})
            self.assertIn("None is planned", text)
            self.assertEqual(easel.ask("GET", "/worlds/default/faults").json["faults"], [])

    def test_a_documented_error_and_a_broken_connection(self) -> None:
        with Serving() as easel:
            post(easel, {"do": "plan", "call": "score", "answer": "error:timestamp-stale", "times": "always"})
            post(easel, {"do": "plan", "call": "token", "answer": "fault:reset"})
            labels = [fault["label"] for fault in easel.ask("GET", "/worlds/default/faults").json["faults"]]
            self.assertEqual(labels, ["timestamp-stale", "reset"])

    def test_the_clock_moves(self) -> None:
        with Serving("--clock", "virtual:2026-03-01T10:00:00Z") as easel:
            status, text = post(easel, {"do": "clock", "advance": "1h30m"})
            self.assertEqual(status, 200)
            self.assertIn("2026-03-01T11:30:00.000Z", text)
            self.assertEqual(easel.ask("GET", "/worlds/default/clock").json["now"][:16], "2026-03-01T11:30")

    def test_says_what_is_wrong_and_does_nothing(self) -> None:
        with Serving() as easel:
            for fields in ({"do": "plan", "call": "lunch", "answer": "status:503"}, {"do": "plan", "call": "score", "answer": "status:7"}, {"do": "plan", "call": "score", "answer": "lunch"},
                           {"do": "plan", "call": "score", "answer": "status:503", "times": "often"}, {"do": "remove", "number": "1"}, {"do": "remove", "number": "x"},
                           {"do": "clock", "advance": "soon"}, {"do": "lunch"}, {}):
                with self.subTest(fields):
                    status, text = post(easel, fields)
                    self.assertEqual(status, 400)
                    self.assertIn('role="alert"', text)
            self.assertEqual(easel.ask("GET", "/worlds/default/faults").json["faults"], [])
            hostile = post(easel, {"do": "plan", "call": "<script>alert(1)</script>", "answer": "status:503"})[1]
            self.assertNotIn("<script>", hostile)

    def test_another_page_cannot_post(self) -> None:
        with Serving() as easel:
            self.assertEqual(post(easel, {"do": "clock", "advance": "1h"}, Origin="http://evil.example")[0], 403)
            self.assertEqual(post(easel, {"do": "clock", "advance": "1h"}, Host="evil.example")[0], 403)


if __name__ == "__main__":
    unittest.main()
