"""The settings: who speaks last, what never prints, and what a slip says."""

import re
from pathlib import Path

import pytest

from config.settings import Settings, settings
from config.strict import ConfigError

SECRET = "swordfish-42"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    """An empty folder and an environment without our names."""
    import os

    for name in [name for name in os.environ if name.upper().startswith("JIXIAO_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def toml(tmp_path):
    """Write the settings.toml of a workspace."""

    def write(text, workspace="workspace"):
        folder = tmp_path / workspace
        folder.mkdir(exist_ok=True)
        (folder / "settings.toml").write_text(text, encoding="utf-8")
        return folder

    return write


def test_nothing_leaves_by_default(tmp_path):
    """Without settings no mail is live, nobody is on the list, the host does not exist, and the data are local."""
    found = settings()
    assert not found.mail_live and found.mail_allow == () and found.smtp_host.endswith(".invalid")
    assert found.url == f"sqlite:///{tmp_path / 'workspace' / 'jixiao.db'}"


def test_the_environment_beats_dotenv_beats_toml(toml, tmp_path, monkeypatch):
    """Each speaks where the louder ones are silent."""
    toml('smtp_host = "toml.test"\nsmtp_user = "toml"\nmail_name = "toml"\n')
    (tmp_path / ".env").write_text("JIXIAO_SMTP_HOST=dotenv.test\nJIXIAO_SMTP_USER=dotenv\nPATH_OF_OTHERS=1\n")
    monkeypatch.setenv("JIXIAO_SMTP_HOST", "environment.test")
    found = settings()
    assert (found.smtp_host, found.smtp_user, found.mail_name) == ("environment.test", "dotenv", "toml")


def test_a_workspace_that_is_given_beats_the_environment(toml, monkeypatch):
    """And it is its own settings.toml that is read, not that of the workspace before."""
    first, second = toml('mail_name = "甲"\n', "first"), toml('mail_name = "乙"\n', "second")
    monkeypatch.setenv("JIXIAO_WORKSPACE", str(first))
    assert settings().mail_name == "甲"
    assert (settings(second).mail_name, settings(second).workspace) == ("乙", second)
    assert settings().mail_name == "甲"


def test_a_broken_workspace_does_not_disturb_another(toml):
    """Settings are read afresh: what one workspace says wrongly stays its own affair."""
    toml("mail_nmae = 1\n", "broken")
    with pytest.raises(ConfigError):
        settings(toml("mail_nmae = 1\n", "broken"))
    assert settings(toml('mail_name = "好"\n', "sound")).mail_name == "好"


@pytest.mark.parametrize("name", ["smtp_password", "form_key", "database_url", "archive_password", "bounce_password"])
@pytest.mark.parametrize("show", [repr, str, lambda s: str(s.model_dump()), lambda s: s.model_dump_json(), vars])
def test_secrets_never_print(monkeypatch, name, show):
    """No way of printing the settings shows a password, not even the one inside a database address."""
    monkeypatch.setenv(f"JIXIAO_{name.upper()}", f"postgresql://office:{SECRET}@localhost/jixiao")
    found = settings()
    assert SECRET in getattr(found, name).get_secret_value()
    assert SECRET not in str(show(found))


def test_a_secret_of_the_wrong_type_does_not_print_either(toml):
    """A password of digits without quotes is refused without being repeated."""
    toml("smtp_password = 4242424242\n")
    with pytest.raises(ConfigError, match="smtp_password") as error:
        settings()
    assert "4242424242" not in str(error.value) and error.value.__suppress_context__


def test_a_database_address_is_used_as_given(monkeypatch):
    """A PostgreSQL address replaces the file in the workspace."""
    monkeypatch.setenv("JIXIAO_DATABASE_URL", "postgresql+psycopg://office@localhost/jixiao")
    assert settings().url == "postgresql+psycopg://office@localhost/jixiao"


@pytest.mark.parametrize(("given", "listed"), [
    ("*@czj.example", ("*@czj.example",)), ("a@x.example, b@y.example,", ("a@x.example", "b@y.example")), ("", ()),
])
def test_the_allow_list_is_written_with_commas(monkeypatch, given, listed):
    """One line in the environment, addresses and domains with commas between them."""
    monkeypatch.setenv("JIXIAO_MAIL_ALLOW", given)
    assert settings().mail_allow == listed


def test_the_allow_list_is_a_list_in_toml(toml):
    """The same list as TOML writes lists."""
    toml('mail_allow = ["a@x.example", "*@y.example"]\n')
    assert settings().mail_allow == ("a@x.example", "*@y.example")


@pytest.mark.parametrize(("text", "named"), [
    ('smtp_hots = "x"\n', "smtp_hots"), ('workspace = "elsewhere"\n', "workspace"),
    ("smtp_port = [\n", "不是有效的 TOML"), ('smtp_port = "many"\n', "smtp_port"),
])
def test_a_slip_in_toml_is_named(toml, text, named):
    """A typo, a wrong type, or a workspace that wants to lie elsewhere."""
    toml(text)
    with pytest.raises(ConfigError, match=named):
        settings()


def test_a_slip_in_the_environment_is_named(monkeypatch):
    """The setting is named, in Chinese."""
    monkeypatch.setenv("JIXIAO_SMTP_PORT", "smtp")
    with pytest.raises(ConfigError, match="smtp_port：应为整数"):
        settings()


def test_settings_do_not_change():
    """What was read stays so until it is read again."""
    with pytest.raises(ValueError, match="frozen"):
        Settings().mail_live = True


def test_the_example_names_every_setting_and_no_other():
    """What can be set is written down once, with a sentence where it needs one."""
    written = re.findall(r"JIXIAO_([A-Z_]+)=", (Path(__file__).parents[2] / ".env.example").read_text(encoding="utf-8"))
    assert sorted(name.lower() for name in written) == sorted(Settings.model_fields)


def test_a_return_mailbox_needs_a_server(monkeypatch):
    """Bounces are read where the archive is; a folder alone would be silently ignored."""
    monkeypatch.setenv("JIXIAO_BOUNCE_FOLDER", "Returns")
    with pytest.raises(ConfigError, match="archive_host"):
        settings()
