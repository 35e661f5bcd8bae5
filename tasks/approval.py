"""What a person says when deciding a proposal: the form of the `approve` deployment, in Chinese (X11)."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class Choice(StrEnum):
    """The two words there are."""

    APPROVE = "同意"
    REJECT = "不同意"


class Approval(BaseModel):
    """One decision of a named person about one proposal."""

    model_config = ConfigDict(extra="forbid", title="审批", json_schema_extra={
        "description": "决定一条建议：编号见各节点情况页或“待决定建议审批表”；决定人和理由记入台账，不能更改。"})

    work_year: Annotated[int, Field(ge=2018, le=2040)] | None = Field(
        default=None, title="工作年度", description="空着就是本年。")
    proposal: str = Field(title="建议编号", description="16 位编号。", pattern="^[0-9a-f]{16}$")
    choice: Choice = Field(title="决定", description="同意或不同意。")
    decided_by: str = Field(title="决定人", description="有权决定的人的姓名。", min_length=1, max_length=40)
    reason: str = Field(
        title="理由", description="为什么同意或不同意。", min_length=1, max_length=500,
        json_schema_extra={"format": "multiline"})
