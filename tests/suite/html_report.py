"""Reads index.html as a browser without scripts does, and as the page's own script does."""

from __future__ import annotations

import base64
import gzip
import json
from pathlib import Path
from xml.etree import ElementTree

GZIP = "application/octet-stream+gzip+base64"


class Report:
    def __init__(self, path: Path) -> None:
        self.text = path.read_text(encoding="utf-8")
        # Strict: one tag that is not closed and this raises.
        self.root = ElementTree.fromstring(self.text)
        self.by_id = {node.get("id"): node for node in self.root.iter() if node.get("id")}
        self.static = self.by_id["static"]
        element = self.by_id["easel-data"]
        data = element.text or ""
        self.packed = element.get("type") == GZIP
        self.data = json.loads(gzip.decompress(base64.b64decode(data)) if self.packed else data)
        self.report = self.data["report"]
        self.cases = {case["id"]: case for case in self.data["cases"]}

    def article(self, case: str) -> ElementTree.Element | None:
        node = self.by_id.get(f"c-{case}")
        return node if node is not None and node.tag == "article" else None


def words(node: ElementTree.Element) -> str:
    return " ".join("".join(node.itertext()).split())


def missing_parts(report: Report, case: dict) -> list[str]:
    """Which of the eight parts of a failure its article lacks: what somebody needs who has nothing but this page."""
    article = report.article(case["id"])
    if article is None:
        return ["article"]
    text = words(article)
    cause = next(check for check in case["checks"] if check["id"] == case["first_cause"])
    requirement = cause["required"]["by"] or (case["requirements"] + case["facts"])[0]
    rows = {row["id"]: row["text"] + ". Source: " + row["source"] for row in report.report["catalogue"]}
    at = cause["source"] if cause["source"]["line"] else case["source"]
    place = f"{at['file'] or case['source']['file']}:{at['line']}:{at['col']}"
    sentence = report.report["sentences"][case["id"]]

    def flat(part: str) -> str:
        return " ".join(part.split())

    columns = {node.get("class"): words(node) for node in article.iter("td") if node.get("class") in ("required", "observed")}
    hints = [words(node) for node in article.iter("p") if node.get("class") == "hint"]
    parts = {
        "case id": case["id"] in text,
        "requirement and source": requirement in text and (requirement not in rows or flat(rows[requirement]) in text),
        "place": place in text,
        "expected": bool(columns.get("required")),
        "observed": bool(columns.get("observed")),
        "first cause": flat("First cause: " + sentence) in text,
        "command": f"easel replay index.html#{case['id']}" in text,
        "hint": any(len(hint) > len("Try: ") for hint in hints),
    }
    return [name for name, there in parts.items() if not there]
