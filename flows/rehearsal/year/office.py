"""The office of the whole year: units with projects of two fiscal years, and the finance side as senders."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

from sqlalchemy import insert, select

from config.clock import BEIJING
from config.routing import routing
from config.settings import settings
from config.strict import read_yaml
from flows.rehearsal.places import prefecture
from flows.rehearsal.registry import Register, Table, take_in, written
from flows.rehearsal.stage import Stage
from flows.rehearsal.world import NOBODY, Project, Unit
from tasks.store.engine import open_store
from tasks.store.frames import frame
from tasks.store.models import Contact
from tasks.store.models import Project as StoredProject
from tasks.store.models import Unit as StoredUnit
from tasks.store.register import put_projects

REGISTERED = date(2022, 5, 4)
YEARS, GENERAL = (2022, 2023), "一般公共预算"
BUDGET = Decimal(100)  # 万元, of every project, so that amounts in the story can be reckoned by hand
ELSEWHERE = 900_000  # added to a unit's number in codes given by another region
HEADINGS = (
    "项目编码", "项目名称", "单位编码", "年度", "年初预算数（万元）", "全年预算数（万元）", "项目类型", "密级",
    "取消原因", "新增项目", "重点项目", "一次性项目", "上次部门评价年度",
)


@dataclass(frozen=True, slots=True)
class Bureau:
    """Somebody of the finance side: a finance department, a division that reports itself, or the centre."""

    code: str
    name: str
    kind: str  # finance, division, centre
    region: str

    @property
    def email(self) -> str:
        """Where its mail goes."""
        return f"{self.code.lower()}@czj.example"


class Prefecture(Stage):
    """The stage of the year; `told` is office.yaml: what is special about some projects."""

    def __init__(self, workspace: Path, units: int, projects: int) -> None:
        self.told = read_yaml(Path(__file__).with_name("office.yaml"))
        super().__init__(workspace, [self._own(unit) for unit in prefecture(units, projects)])
        self.bureaus = tuple(_bureaus())
        self.names = {unit.name: unit.code for unit in self.units.values()}
        self.names |= {bureau.name: bureau.code for bureau in self.bureaus}
        self.regions = {region.name: code for code, region in routing().regions.items()}

    def projects(self, unit: Unit, fiscal_year: int) -> list[Project]:
        """The unit's projects of one fiscal year, with what is special about them."""
        return [self._of(unit, number, fiscal_year) for number in range(1, len(unit.projects) + 1)]

    def form(self, unit: Unit) -> bytes:
        """The latest self-evaluation form in the unit's mailbox. Raises IndexError when it never got one."""
        mails = self.mail.of(unit.contact.email)
        return [data for mail in mails for name, data in mail.files if "自评表" in name and "整体" not in name][-1]

    def ref(self, unit: Unit, number: int) -> str:
        """How the story calls a project: 克州教育局/1."""
        return f"{unit.name}/{number}"

    def code(self, words: str, fiscal_year: int) -> str:
        """The code of what the story names, project, unit, bureau or region; any other words as they are.

        Parts of a composite subject stand between bars: 项目支出绩效目标|克州教育局||单位.
        """
        if words.startswith("="):  # where the name itself is meant
            return words[1:]
        if "|" in words:
            return "|".join(self.code(part, fiscal_year) for part in words.split("|"))
        name, slash, number = words.partition("/")
        if slash and name in self.names and number.isdigit():
            return self._code(self.units[self.names[name]], int(number), fiscal_year)
        return self.names.get(words) or self.regions.get(words) or words

    def register(self) -> None:
        """Import divisions, units, projects and targets of both years; enter the finance side."""
        folder, at = self.workspace / "register", datetime.combine(REGISTERED, time(9), BEIJING)
        plain = Register(list(self.units.values()))
        folder.mkdir(parents=True, exist_ok=True)
        files = [written(folder / "科室.xlsx", "科室", plain.divisions()),
                 written(folder / "单位名录.xlsx", "单位名录", self.directory(plain))]
        for fiscal_year in YEARS:
            mine = Register([replace(unit, projects=tuple(self.projects(unit, fiscal_year)))
                             for unit in self.units.values()])
            files.append(written(folder / f"项目库{fiscal_year}.xlsx", "项目库", self._library(fiscal_year)))
            for number, rows in enumerate(mine.targets(), 1):
                dated: Table = [["年度", *TARGETS], *([fiscal_year, *row] for row in rows)]
                files.append(written(folder / f"绩效目标{fiscal_year}-{number}.xlsx", "绩效目标", dated))
        wrong = [one for imported in take_in(self.workspace, files, at) for one in imported.findings]
        if wrong:
            raise RuntimeError(f"the register of the year was not taken: {wrong[:5]}")
        self._finance_side()

    def directory(self, register: Register) -> Table:
        """With the department of each unit, which is the unit itself."""
        head, *rows = register.directory_rows()
        return [[*head, "主管部门编码"], *([*row, row[0]] for row in rows)]

    def _library(self, fiscal_year: int) -> Table:
        rows: list[list[object]] = []
        for unit in self.units.values():
            for number, one in enumerate(self.projects(unit, fiscal_year), 1):
                special = self._special(unit, number, fiscal_year)
                about = ("重点", "否"), ("一次性", "否"), ("上次部门评价", None)
                rows.append([one.code, one.name, unit.code, fiscal_year, one.initial, one.budget,
                             special.get("类型", "特定目标类"), "公开", one.cancelled, "否是"[number % 3 == 0],
                             *(special.get(word, usual) for word, usual in about)])
        return [HEADINGS, *rows]

    def _finance_side(self) -> None:
        """What `jixiao import` has no table for: the offices of the finance side, and the nature of the money."""
        engine = open_store(settings(self.workspace).url)
        with engine.begin() as conn:
            for one in self.bureaus:
                conn.execute(insert(StoredUnit).values(
                    code=one.code, name=one.name, region_code=one.region, kind=one.kind))
                conn.execute(insert(Contact).values(
                    unit_code=one.code, role="contact", name="承办人", email=one.email))
            told = self.told["资金性质"].items()
            named = {(year, self.code(ref, year)): funds for year in YEARS for ref, funds in told}
            projects = frame(conn, select(*StoredProject.__table__.c).order_by(StoredProject.id)).drop(columns="id")
            keys = zip(projects["fiscal_year"], projects["code"], strict=True)
            at = datetime.combine(REGISTERED, time(9), BEIJING)
            put_projects(conn, None, at, projects.assign(funds=[named.get(key, GENERAL) for key in keys]))
        engine.dispose()

    def _own(self, unit: Unit) -> Unit:
        """The unit with 100 万元 for each of its projects; some have no division that looks after them."""
        division = NOBODY if unit.name in self.told["没有对口科室"] else unit.division
        projects = tuple(replace(one, initial=BUDGET, budget=BUDGET) for one in unit.projects)
        return replace(unit, projects=projects, division=division)

    def _special(self, unit: Unit, number: int, fiscal_year: int) -> Mapping[str, str]:
        found = self.told["项目"].get(f"{fiscal_year} {self.ref(unit, number)}", {})
        return found if isinstance(found, Mapping) else {}

    def _of(self, unit: Unit, number: int, fiscal_year: int) -> Project:
        one, special = unit.projects[number - 1], self._special(unit, number, fiscal_year)
        budget = Decimal(str(special.get("预算", BUDGET)))
        cancelled = special.get("取消", "")
        names = self.told["自设指标"].get(self.ref(unit, number), {})
        indicators = tuple(replace(own, level3=names.get(own.level3, own.level3)) for own in one.indicators)
        return replace(one, code=self._code(unit, number, fiscal_year), initial=budget, indicators=indicators,
                       budget=Decimal(0) if cancelled else budget, cancelled=cancelled)

    def _code(self, unit: Unit, number: int, fiscal_year: int) -> str:
        """Every third project lasts one year; the others go on under the code they got in 2022."""
        begun = fiscal_year if number % 3 == 0 else 2022
        region = self.told["编码区划"].get(self.ref(unit, number), unit.code[:6])
        own = int(unit.code[6:]) + (ELSEWHERE if region != unit.code[:6] else 0)
        return f"{region}{begun % 100}T{own:06d}{number:06d}"


TARGETS = ("项目编码", "一级指标", "二级指标", "三级指标", "指标性质", "年度指标值", "分值")


def _bureaus() -> Iterator[Bureau]:
    for code, region in routing().regions.items():
        yield Bureau(f"{code[:6]}-CZ", region.finance, "finance", code)
    yield Bureau("653000-JX", routing().centre, "centre", "653000-0")
    for short, name in (("SB", "社保科"), ("QY", "企业科"), ("ZW", "债务管理中心")):
        yield Bureau(f"653000-{short}", name, "division", "653000-0")
