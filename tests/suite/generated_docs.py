"""What the generated pages of docs/ say; written by scripts/docs, held by generated_docs_test.py."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from easel import VIOLATED, easel, run

ROW = re.compile(r"^\| ([A-Z][A-Z0-9]+-\d{3}) \| ", re.M)
HEAD = "| Id | Level | Requirement | Source | Provoked by | Observed | Cases |\n|---|---|---|---|---|---|---|"


def listed(*what: str) -> list[dict]:
    return json.loads(easel("list", *what, "--json").out)


def cell(text: str) -> str:
    return text.replace("|", "\\|")


def cases_by_requirement() -> dict[str, Counter]:
    """Requirement -> scenario -> how many of its cases speak for it."""
    found: dict[str, Counter] = {}
    for case in listed():
        for requirement in case["requirements"]:
            found.setdefault(requirement, Counter())[case["id"].split("/")[0]] += 1
    return found


def cases_cell(requirement: dict, scenarios: Counter | None) -> str:
    if scenarios:
        return ", ".join(f"`{name}`" + (f" ({count})" if count > 1 else "") for name, count in sorted(scenarios.items()))
    reason = requirement.get("unobserved") or ""
    return "none: " + reason.split(": ", 1)[-1] if reason else "none yet"


def requirements_page(page: str) -> str:
    """The page with its tables written anew; everything else stays."""
    shown = cases_by_requirement()
    rows: dict[str, list[str]] = {}
    for one in listed("requirements"):
        cells = [one["id"], one["level"], *(one[key] for key in ("text", "source", "provoke", "observe"))]
        line = " | ".join([cells[0], cells[1], *map(cell, cells[2:]), cases_cell(one, shown.get(one["id"]))])
        rows.setdefault(one["id"].split("-")[0], []).append(f"| {line} |")
    out, lines = [], page.split("\n")
    at = 0
    while at < len(lines):
        is_table = lines[at].startswith("| Id | Level | Requirement |")
        if not is_table:
            out.append(lines[at])
            at += 1
            continue
        area = ROW.match(lines[at + 2]).group(1).split("-")[0]
        out += HEAD.split("\n") + rows.pop(area)
        at += 2
        while at < len(lines) and lines[at].startswith("| "):
            at += 1
    if rows:
        raise SystemExit(f"docs/requirements.md has no table for {sorted(rows)}")
    return "\n".join(out)


def catching_case(defect: dict) -> str:
    """The first case that blames the defect's requirement before any other."""
    ran = run(defect["primary"], "--tool", "reference", "--set", f"defect={defect['id']}", "--quiet")
    shutil.rmtree(ran.folder, ignore_errors=True)
    for case in ran.result.get("cases", []):
        first = next((k["required"]["by"] for k in case["checks"] if k["status"] in VIOLATED), None)
        if first == defect["primary"]:
            return case["id"]
    return ""


def catches() -> list[tuple[dict, str]]:
    defects = sorted(listed("defects"), key=lambda one: (one["primary"], one["id"]))
    with ThreadPoolExecutor(max_workers=2) as pool:
        return list(zip(defects, pool.map(catching_case, defects)))


def defects_page(caught: list[tuple[dict, str]]) -> str:
    lines = [
        "# What proves the suite: a defect for each requirement",
        "",
        "The bundled reference tool is correct, and can be broken in one known way: `easel tool --defect ID`, or",
        "`easel run --tool reference --set defect=ID`. Each defect must be caught by the requirement that it breaks and by no",
        "other than those named beside it. This page is written by `scripts/docs --defects`; a test holds it.",
        "",
        f"{len(caught)} defects, {len({d['primary'] for d, _ in caught})} requirements.",
        "",
        "| Requirement | Defect | What the tool does wrong | Caught by | Also violated |",
        "|---|---|---|---|---|",
    ]
    for defect, case in caught:
        also = ", ".join(defect["also"])
        lines.append(f"| {defect['primary']} | `{defect['id']}` | {cell(defect['text'])} | `{case}` | {also} |")
    lines += ["", "## No defect, because", "", "| Requirement | Reason |", "|---|---|"]
    lines += [f"| {one['id']} | {cell(one['reason'])} |" for one in listed("unbroken")]
    return "\n".join(lines) + "\n"
