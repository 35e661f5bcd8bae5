"""打分表: transferred money is evaluated by the unit that uses it, and reported to that unit's own finance (X12)."""

import numpy as np
import pandas as pd

from config.routing import Routing
from tasks.rules.codes import project_code_usual
from tasks.rules.score_table_hits import Hits

REGION = 6  # signs of a project code that name the region it was set up in (domain §8)


def transferred(projects: pd.DataFrame, routing: Routing) -> Hits:
    """Projects set up in one region and used in another; `projects` has project_code, unit_name, region_code."""
    codes, regions = projects["project_code"].astype("str"), projects["region_code"].astype("str")
    elsewhere = (codes.str[:REGION] != regions.str[:REGION]).to_numpy(dtype=bool)
    at = [place for place in np.flatnonzero(elsewhere).tolist() if project_code_usual(codes.iloc[place])]
    said = [
        f"项目编码属{_name(codes.iloc[place][:REGION], routing)}，由{projects['unit_name'].iloc[place]}使用，"
        f"由使用单位评价，报{_finance(regions.iloc[place], routing)}" for place in at
    ]
    return Hits(np.array(at, dtype=np.intp), tuple(said))


def _name(prefix: str, routing: Routing) -> str:
    found = [region.name for code, region in routing.regions.items() if code[:REGION] == prefix]
    return found[0] if found else prefix


def _finance(code: str, routing: Routing) -> str:
    return routing.regions[code].finance if code in routing.regions else "其同级财政部门"
