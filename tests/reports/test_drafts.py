"""Drafts for people to sign: who is asked to publish, who would answer, what the yearly report is written from."""

from io import BytesIO

from openpyxl import load_workbook

from reports.published import published
from tests.reports.milestone_views import view_of

NEVER = {"held": 0, "withheld": 0, "started": "2023-03-01"}


def verdict(kind, subject, word, **changes):
    """One verdict as a milestone publishes it."""
    return {"kind": kind, "subject": subject, "name": f"名称{subject}", "unit_name": "水利站", "verdict": word,
            "why": "依据。", "rules": "", "decision": "", "decided_by": "", "detail": {}} | changes


def sheets(milestone, *rows):
    """Title → the rows of each sheet under its header, of the one file there is."""
    [(name, content)] = published(view_of(milestone, rows)).items()
    assert name.endswith("（代拟稿）.xlsx")
    book = load_workbook(BytesIO(content))
    return {
        one.title: [[cell.value for cell in row] for row in one.iter_rows(min_row=4) if row[1].value] for one in book
    }


def test_what_is_not_public_is_asked_for_by_its_term():
    """The earliest term first; what is public, withheld or far off is not asked for."""
    rows = [verdict("document", name, word, detail=NEVER | {"due": due}) for name, word, due in (
        ("甲", "待公开", "2023-04-20"), ("乙", "逾期未公开", "2023-03-21"), ("丙", "已公开", "2023-03-21"),
        ("丁", "不予公开", "2023-03-21"), ("戊", "未到期", "2023-05-21"))]
    found = sheets("disclosure", *rows, verdict("withheld", "己", "不予公开"))["催办清单"]
    assert [one[1] for one in found] == ["名称乙", "名称甲"] and f"{found[0][3]:%Y-%m-%d}" == "2023-03-21"
    assert published(view_of("disclosure", rows[2:])) == {}


def test_only_what_was_approved_becomes_a_paper():
    """A proposal that waits, or was turned down, drafts nothing (X11)."""
    told = {"detail": {"reasons": ["单位自评逾期", "项目甲评价结果较差"]}, "rules": "O10 D04 X06"}
    rows = [verdict("accountability", name, "建议追责", decision=decision, decided_by="阿不都", **told)
            for name, decision in (("甲", "approved"), ("乙", "rejected"), ("丙", ""))]
    [found] = sheets("daily", *rows)["追责意见"]
    assert found[0] == "名称甲" and "项目甲评价结果较差" in found[1] and found[4] == "阿不都"
    assert "当地人民政府" in found[3]
    assert published(view_of("daily", rows[1:])) == {}


def test_the_material_of_the_yearly_report():
    """Gaps, figures and scores, each on its sheet; nothing at the other nodes."""
    detail = {"gaps": ["乌恰县总结逾期未报"], "due": "2024-01-02", "figures": [["5月监控", "project", "合格", 12]],
              "scores": [["阿克陶县", 9050, "第一名"]]}
    found = sheets("yearly_summary", verdict("prefecture", "653000-0", "带缺口出稿", detail=detail))
    assert found["缺口清单"][0][:2] == [1, "乌恰县总结逾期未报"]
    assert found["全年工作情况"][0] == ["5月监控", "项目", "合格", 12]
    assert found["县市考核"][0] == ["阿克陶县", 90.5, "第一名"]
    assert published(view_of("yearly_summary", [verdict("region", "653001", "已报送")])) == {}
