"""Whose file is it: the folder it came in decides, then the signed sheet, then the name written on the form."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tasks.forms.normalise import label
from tasks.forms.reading import Reading
from tasks.rules.finding import Finding, finding


@dataclass(frozen=True, slots=True)
class Directory:
    """The units in scope, former ones included: code → name, the matching key of every name and alias → the codes that
    bear it, and former unit → the unit that it was merged into (X09)."""

    names: Mapping[str, str]
    bearers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    heirs: Mapping[str, str] = field(default_factory=dict)

    def called(self, name: str) -> tuple[str, ...]:
        """The codes of the units that go by a name."""
        return self.bearers.get(label(name), ())

    def owner(self, name: str) -> str:
        """The one unit that goes by a name, its own before an alias; "" when that is nobody, or more than one."""
        bearers = self.called(name)
        own = [code for code in bearers if label(self.names[code]) == label(name)]
        return (own or bearers)[0] if 1 in (len(own), len(bearers)) else ""

    def kin(self, code: str) -> set[str]:
        """The units merged into one with this one, itself included: their people are the same."""
        last = self.heirs.get(code, code)
        return {former for former, heir in self.heirs.items() if heir == last} | {last}


def sender_of(reading: Reading, folder: str, directory: Directory) -> tuple[str, list[Finding]]:
    """The unit a file counts for, and what is odd about it; "" and F-NOUNIT when nobody can tell (catalogue 22, 60).

    A unit may put the forms of a unit that was merged into it into either folder: they count for the former one.
    """
    if folder in directory.names:
        named = reading.unit_code or directory.owner(reading.unit_name)
        if named != folder and named in directory.kin(folder) and (reading.unit_code or named in directory.heirs):
            return named, []
        return folder, _contradictions(reading, folder, directory)
    if reading.unit_code in directory.names:
        return reading.unit_code, []
    if owner := directory.owner(reading.unit_name):
        return owner, []
    if reading.refused:
        return "", []
    shown = reading.unit_name or folder or "未注明"
    return "", [finding("F-NOUNIT", file=reading.file, value=shown)]


def _contradictions(reading: Reading, folder: str, directory: Directory) -> list[Finding]:
    """A form issued to another unit is refused; an unknown name on an own form is asked about: the code decides."""
    if reading.unit_code and reading.unit_code != folder:
        owner = directory.names.get(reading.unit_code, reading.unit_code)
        return [finding("F-UNIT", file=reading.file, value=directory.names[folder], expected=owner)]
    bearers = directory.called(reading.unit_name)
    if not reading.unit_name or reading.unit_name == directory.names[folder]:
        return []
    if folder in bearers or directory.heirs.get(folder) in bearers:
        return [finding("N-NAME", file=reading.file, value=reading.unit_name, expected=directory.names[folder])]
    if bearers:
        owner = directory.names[bearers[0]]
        return [finding("F-UNIT", file=reading.file, value=directory.names[folder], expected=owner)]
    return [finding("W-ALIAS", file=reading.file, value=reading.unit_name, expected=directory.names[folder])]
