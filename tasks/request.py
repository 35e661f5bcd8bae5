"""What a person says when starting a run: the same form for every flow, in Chinese, bounded (DESIGN §4)."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from config.routing import routing

RegionName = StrEnum("RegionName", {region.name: region.name for region in routing().regions.values()})  # type: ignore[misc]


class Request(BaseModel):
    """The parameters of every flow. Prefect shows them as a form; the schedule leaves all of them empty."""

    model_config = ConfigDict(
        extra="forbid", title="运行参数", json_schema_extra={"description": "空着的都按默认；填了什么都会记入台账。"}
    )

    work_year: Annotated[int, Field(ge=2018, le=2040)] | None = Field(
        default=None, title="工作年度", description="办理哪一年的工作；空着就是本年。评价类节点评的是上一财政年度。"
    )
    as_of: date | None = Field(
        default=None, title="截至日期",
        description="按哪一天的情况办理；空着就是今天。选过去的日子只重现当天，不发通知。",
    )
    node: str = Field(
        default="", title="轮次", max_length=20,
        description="一年办几次的节点办哪一次，如绩效监控的 may（5 月）、august（8 月）；空着就按截至日期。",
    )
    regions: list[RegionName] = Field(
        default_factory=list, title="区划", description="只办理这些区划；空着就是全部。", max_length=len(RegionName)
    )
    operator: str = Field(
        default="定时任务", title="操作人", description="谁启动了这次运行（记入台账）。", min_length=1, max_length=40
    )
    reason: str = Field(
        default="", title="事由", description="为什么运行（记入台账），如“某单位补报后重算”。", max_length=500,
        json_schema_extra={"format": "multiline"},
    )
    send: bool = Field(
        default=True, title="发送通知", description="关掉则只登记、不发送；未开启正式发送时，信件只进本地发件箱。"
    )
