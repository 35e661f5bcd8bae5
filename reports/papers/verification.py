"""真实性核查报告: how the projects were drawn, what was checked on the spot, and what is proposed (E05, E06)."""

from collections.abc import Iterator

from reports.papers.paper import Bars, Material, Paper, Row, numbered, records, share_bp, total

DONE = "核查完成"
TRUE, CORRECTED, UNTRUE, TO_CORRECT, OPEN = "自评属实", "更正后认可", "自评不实", "待更正", "核查未完"
WORDS = {"truthful": TRUE, "corrected": CORRECTED, "untrue": UNTRUE, "to_correct": TO_CORRECT, "open": OPEN}
MUST = "必查"


def papers(material: Material) -> Iterator[Paper]:
    """The one report of the prefecture, from the day when something has been drawn."""
    levels = [_level(one, material) for one in records(material.of("level"))]
    levels = numbered(one for one in levels if one["drawn"])
    if not levels:
        return
    found = [
        one
        for one in records(material.of("project").sort_values("subject"))
        if one["verdict"] in (UNTRUE, CORRECTED, TO_CORRECT)
    ]
    figures = {
        **material.head(f"关于{material.fiscal_year}年度项目绩效自评结果真实性核查情况的报告"),
        "levels": levels,
        **{name: total(levels, name) for name in ("frame", "drawn", "must", "checks", *WORDS)},
        "done": sum(one["word"] == DONE for one in levels),
        "count": len(levels),
        "wrong": numbered(_wrong(one) for one in found),
        **_proposals(material),
    }
    figures |= {
        "settled": figures["truthful"] + figures["corrected"] + figures["untrue"],
        "true_bp": share_bp(figures["truthful"], figures["checks"]),
    }
    charts = {
        "checks": Bars(
            "各级核查项目数",
            tuple(one["name"] for one in levels),
            {word: tuple(one[name] for one in levels) for name, word in WORDS.items() if figures[name]},
            "个",
        )
    }
    yield Paper("verification", "真实性核查报告", figures, charts=charts)


def _level(one: Row, material: Material) -> Row:
    told = one["detail"]
    record, tally = told["record"], told["tally"]
    drawn, listed = record.get("drawn", []), material.of("risk")
    must = listed[((listed["verdict"] == MUST) & (listed["region_code"] == one["subject"])).to_numpy(dtype=bool)]
    return {
        "name": material.place.regions[one["subject"]].name,
        "word": one["verdict"],
        "frame": record.get("frame_count", 0),
        "drawn": len(drawn),
        "must": len(set(must["subject"]) - set(drawn)),
        "checks": told["checks"],
        "ratio_bp": record.get("ratio_bp"),
        "seed": record.get("source", ""),
        "hash": record.get("frame_sha256", "")[:16],
        **{name: tally.get(word, 0) for name, word in WORDS.items()},
    }


def _wrong(one: Row) -> Row:
    faults = one["detail"]["faults"]
    shown = "；".join(faults[:3]) + (f"；等{len(faults)}处" if len(faults) > 3 else "")
    return {
        "name": one["name"],
        "unit": one["unit_name"],
        "word": one["verdict"],
        "faults": shown or "—",
        "answer": {"approved": "已批准", "rejected": "未批准"}.get(
            one["decision"], "待批准" if one["proposal"] else "—"
        ),
    }


def _proposals(material: Material) -> Row:
    """How many vetoes, recoveries and accountabilities are proposed, approved and turned down."""
    found: Row = {}
    for name, kind in (("veto", "project"), ("recovery", "recovery"), ("blame", "accountability")):
        rows = material.of(kind)
        rows = rows[(rows["proposal"] != "").to_numpy(dtype=bool)]
        approved = rows[(rows["decision"] == "approved").to_numpy(dtype=bool)]
        found |= {
            name: len(rows),
            f"{name}_approved": len(approved),
            f"{name}_rejected": int((rows["decision"] == "rejected").sum()),
        }
        found[f"{name}_waits"] = len(rows) - found[f"{name}_approved"] - found[f"{name}_rejected"]
        if kind == "recovery":
            found |= {
                "back_fen": total(records(rows), "amount_fen"),
                "back_approved_fen": total(records(approved), "amount_fen"),
            }
    return found
