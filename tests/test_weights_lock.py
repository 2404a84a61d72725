"""requirements-weights.lock holds pyproject's extra `weights` and goes with requirements.lock."""

import re
import tomllib

from helpers import paths

LOCK = (paths.ROOT / "requirements-weights.lock").read_text(encoding="utf-8")


def pins(lock):
    """(package, version, marker) of every pin."""
    return set(re.findall(r"^([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)(?: ; ([^\\\n]+?))? \\$", lock, flags=re.M))


def test_the_extra_is_locked_as_pyproject_pins_it():
    project = tomllib.loads((paths.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = project["optional-dependencies"]["weights"]
    assert wanted
    assert set(wanted) <= {f"{name}=={version}" for name, version, _ in pins(LOCK)}


def test_packages_in_both_locks_have_the_same_versions():
    """Else `make weights` would change what `make setup` installed."""
    main = pins((paths.ROOT / "requirements.lock").read_text(encoding="utf-8"))
    shared = {name for name, *_ in main} & {name for name, *_ in pins(LOCK)}
    assert {"numpy", "scipy"} <= shared
    assert {pin for pin in pins(LOCK) if pin[0] in shared} == {pin for pin in main if pin[0] in shared}


def test_every_pin_has_a_hash():
    hashed = re.findall(r"^[a-z0-9][^\n]*==[^\n]*(?:\n    --hash=\S+( \\)?)+", LOCK, flags=re.M)
    assert len(hashed) == len(pins(LOCK)) == len(re.findall(r"^[a-z0-9]", LOCK, flags=re.M))


def test_no_host_and_no_folder_of_a_machine_is_named():
    assert "://" not in LOCK
    assert not re.search(r"(^| )(/|~|[A-Z]:\\)", LOCK, flags=re.M)


def test_it_is_installed_with_hashes_and_written_by_make_lock():
    makefile = (paths.ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(r"^weights: .*\n\t.* --require-hashes .*-r requirements-weights\.lock$", makefile, re.M)
    assert re.search(r"^lock:.*\n(\t.*\n)*\t.* -o requirements-weights\.lock$", makefile, re.M)
