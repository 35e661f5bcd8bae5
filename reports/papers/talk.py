"""约谈通知: a unit whose result or lateness calls for it, once a named person has approved (F01, X11)."""

from collections.abc import Iterator

from reports.papers.paper import Material, Paper, by_region, called, decided, records
from reports.papers.rectification import name_of


def papers(material: Material) -> Iterator[Paper]:
    """One notice for each unit; what is not decided is a draft of its own that says so."""
    for region, rows in by_region(material.of("talk"), material):
        for pending, part in decided(rows):
            for one in records(part):
                figures = {
                    **material.head("约谈通知"),
                    **material.where(region),
                    "unit": name_of(material, one["unit_code"]),
                    "reasons": one["detail"]["reasons"],
                }
                yield Paper("talk", called("约谈通知", one["unit_code"], pending), figures, pending)
