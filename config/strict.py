"""Strict YAML: a typo, a doubled key or a wrong type is an error that names file and key."""

from collections.abc import Hashable
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

CONFIG = Path(__file__).parent


class ConfigError(ValueError):
    """A configuration file is wrong; the message names the file, the key and what to do."""


class Strict(BaseModel):
    """Base of every schema: unknown keys are refused, values never change after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class _UniqueKeys(yaml.SafeLoader):
    """SafeLoader that refuses a key written twice: the second would silently win."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise ConfigError(f"第 {key_node.start_mark.line + 1} 行：键“{key}”写了两次")
            seen.add(key)
        return super().construct_mapping(node, deep)


Model = TypeVar("Model", bound=BaseModel)


def read_yaml(path: Path) -> Any:
    """Parse one YAML file. Raises ConfigError naming the file when it is missing or malformed."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_UniqueKeys)  # noqa: S506  (a SafeLoader)
    except FileNotFoundError:
        raise ConfigError(f"缺少配置文件 {path.name}（应在 {path.parent.name}/ 下）") from None
    except ConfigError as wrong:
        raise ConfigError(f"{path.name}：{wrong}") from None
    except yaml.YAMLError as wrong:
        raise ConfigError(f"{path.name}：不是有效的 YAML：{wrong}") from None


def load(model: type[Model], path: Path) -> Model:
    """Read one YAML file into its schema. Raises ConfigError naming file and key."""
    return validated(model, read_yaml(path), path.name)


def validated(model: type[Model], content: Any, source: str) -> Model:
    """Check parsed content against its schema. Raises ConfigError naming the source and each wrong key."""
    try:
        return model.model_validate(content)
    except ValidationError as wrong:
        lines = [f"{source}：{'.'.join(map(str, e['loc'])) or '（顶层）'}：{e['msg']}" for e in wrong.errors()]
        raise ConfigError("；".join(lines)) from None
