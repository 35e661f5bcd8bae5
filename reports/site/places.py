"""Where every page of the ledger lies: names made of codes that are safe everywhere, else of their hash."""

import hashlib
import json
import re
from urllib.parse import quote

from reports.site.records import Project

FRONT, PROPOSALS, UNITS, LAW, STYLE = "index.html", "proposals.html", "units.html", "law.html", "site.css"
FOLDERS = ("counties", "divisions", "units", "projects")
_SAFE = re.compile(r"[0-9A-Z-]{1,48}")


def county_page(code: str) -> str:
    """Of a finance department, by the code of its region."""
    return f"counties/c{named(code)}.html"


def division_page(code: str) -> str:
    """Of a business division."""
    return f"divisions/d{named(code)}.html"


def unit_page(code: str) -> str:
    """Of a unit or office."""
    return f"units/u{named(code)}.html"


def project_page(project: Project) -> str:
    """Of a project in one fiscal year: the same code may stand in two."""
    return f"projects/{project.fiscal_year}-{named(project.code)}.html"


def named(code: str) -> str:
    """The code itself where it is digits, capitals and dashes; what anybody else may type becomes a hash."""
    return code if _SAFE.fullmatch(code) else "x" + hashlib.sha256(code.encode("utf-8", "replace")).hexdigest()[:20]


def up(path: str) -> str:
    """How a page refers to the folder of the ledger."""
    return "../" * path.count("/")


def run_form(form: str, work_year: int, node: str) -> str:
    """A run form of the Prefect UI with work year and node filled in, as its old and its new pages read them."""
    asked = {"request": {"work_year": work_year} | ({"node": node} if node else {})}
    return form and f"{form}?parameters={quote(json.dumps(asked, separators=(',', ':')), safe='')}"
