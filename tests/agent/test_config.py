"""Settings: defaults, and errors that name the setting."""

import pytest

from edge_agent.config import Config, Http, default_home, load, parse
from edge_agent.errors import ConfigError


def test_a_home_without_a_file_has_the_defaults(tmp_path):
    assert load(tmp_path) == Config()


def test_what_the_file_sets_wins(tmp_path):
    (tmp_path / "hearthnet.toml").write_text('[http]\nport = 8080\nnames = ["node.example"]\n[gateway]\nport = "x"\n')

    assert load(tmp_path).http == Http(port=8080, names=("node.example",))


def test_a_whole_number_will_do_for_a_share():
    assert parse({"desk": {"loss": 0}}).desk.loss == 0.0


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ({"htpp": {}}, r"no table \[htpp\]"),
        ({"http": {"prot": 1}}, r"\[http\] has no setting prot"),
        ({"http": {"port": "80"}}, "http.port must be a whole number"),
        ({"http": {"port": True}}, "http.port must be a whole number"),
        ({"http": {"port": 0}}, "http.port must be from 1"),
        ({"mesh": {"port": 65536}}, "mesh.port must be from 1"),
        ({"http": {"names": [1]}}, "http.names must be a list of texts"),
        ({"http": 7080}, "http is not a table"),
        ({"desk": {"loss": 1.0}}, "desk.loss is a share"),
        ({"alerts": {"poll_s": 1}}, "alerts.poll_s must be at least 60"),
        ({"alerts": {"feeds": ["file:///etc/passwd"]}}, "alerts.feeds are addresses"),
        ({"node": {"name": "x" * 33}}, "node.name must have 1 to 32 bytes"),
    ],
)
def test_a_wrong_setting_is_named(tables, said):
    with pytest.raises(ConfigError, match=said):
        parse(tables)


@pytest.mark.parametrize("content", [b"[http\n", b"\xff\xfe"])
def test_a_file_that_is_not_toml_is_named(tmp_path, content):
    path = tmp_path / "hearthnet.toml"
    path.write_bytes(content)

    with pytest.raises(ConfigError, match=str(path)):
        load(tmp_path)


def test_the_home_comes_from_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("HEARTHNET_HOME", str(tmp_path / "a"))
    assert default_home() == tmp_path / "a"

    monkeypatch.delenv("HEARTHNET_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_home() == tmp_path / "hearthnet"
