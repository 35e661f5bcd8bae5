"""Strict YAML: a typo, a doubled key or a wrong type is an error that names file and key."""

from collections.abc import Hashable
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

CONFIG = Path(__file__).parent


class ConfigError(ValueError):
    """A configuration file is wrong; the message names the file, the key and what to do."""


class Strict(BaseModel):
    """Base of every schema: unknown keys are refused, values never change after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class _UniqueKeys(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # libyaml: ten times faster
    """SafeLoader that refuses a key written twice: the second would silently win."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: list[Any] = []
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise ConfigError(f"第 {key_node.start_mark.line + 1} 行：键“{key}”写了两次")
            seen.append(key)
        found: dict[Hashable, Any] = super().construct_mapping(node, deep)
        return found


Model = TypeVar("Model", bound=BaseModel)


def read_yaml(path: Path) -> Any:
    """Parse one YAML file. Raises ConfigError naming the file when it is missing, malformed or not UTF-8."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_UniqueKeys)  # noqa: S506  (a SafeLoader)
    except FileNotFoundError:
        raise ConfigError(f"缺少配置文件 {_name(path)}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{_name(path)}：不是 UTF-8 编码，请用编辑器另存为 UTF-8") from None
    except ConfigError as wrong:
        raise ConfigError(f"{_name(path)}：{wrong}") from None
    except yaml.MarkedYAMLError as wrong:
        line = wrong.problem_mark.line + 1 if wrong.problem_mark else "？"
        raise ConfigError(f"{_name(path)}：第 {line} 行：不是有效的 YAML：{wrong.problem}") from None
    except (yaml.YAMLError, ValueError) as wrong:  # a date that does not exist is a ValueError
        raise ConfigError(f"{_name(path)}：不是有效的 YAML：{wrong}") from None


def load(model: type[Model], path: Path) -> Model:
    """Read one YAML file into its schema. Raises ConfigError naming file and key."""
    return validated(model, read_yaml(path), _name(path))


def validated(model: type[Model], content: Any, source: str) -> Model:
    """Check parsed content against its schema. Raises ConfigError naming the source and each wrong key."""
    try:
        return model.model_validate(content)
    except ValidationError as wrong:
        raise ConfigError(complaint(wrong, source)) from None


def complaint(wrong: ValidationError, source: str) -> str:
    """What is wrong in a source, key by key, in Chinese where pydantic's own words are foreseeable."""
    lines = [f"{source}：{'.'.join(map(str, e['loc'])) or '（顶层）'}：{_says(e)}" for e in wrong.errors()]
    return "；".join(lines)


_WORDS = {
    "missing": "缺少这一项",
    "extra_forbidden": "没有这一项，请核对拼写",
    "literal_error": "只能是 {expected}",
    "string_type": "应为文字（数字请加引号）",
    "string_pattern_mismatch": "写法不对",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "bool_parsing": "应为 true 或 false",
}


def _says(error: ErrorDetails) -> str:
    facts = error.get("ctx", {})
    if error["type"] == "value_error":  # raised by our own validators, in Chinese already
        return str(facts["error"])
    return _WORDS[error["type"]].format(**facts) if error["type"] in _WORDS else error["msg"]


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"
