"""Each extra of pyproject has a lock of its own, which goes with requirements.lock."""

import re
import tomllib

import pytest

from helpers import paths

PROJECT = tomllib.loads((paths.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = {
    name: (paths.ROOT / f"requirements-{name}.lock").read_text(encoding="utf-8")
    for name in PROJECT["optional-dependencies"]
}

each_extra = pytest.mark.parametrize("extra", EXTRAS)


def pins(lock):
    """(package, version, marker) of every pin."""
    return set(re.findall(r"^([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)(?: ; ([^\\\n]+?))? \\$", lock, flags=re.M))


@each_extra
def test_the_extra_is_locked_as_pyproject_pins_it(extra):
    wanted = PROJECT["optional-dependencies"][extra]
    assert wanted
    assert set(wanted) <= {f"{name}=={version}" for name, version, _ in pins(EXTRAS[extra])}


@each_extra
def test_packages_in_both_locks_have_the_same_versions(extra):
    """Else `make weights` or `make cluster` would change what `make setup` installed."""
    main = pins((paths.ROOT / "requirements.lock").read_text(encoding="utf-8"))
    shared = {name for name, *_ in main} & {name for name, *_ in pins(EXTRAS[extra])}
    assert shared
    assert {pin[:2] for pin in pins(EXTRAS[extra]) if pin[0] in shared} == {
        pin[:2] for pin in main if pin[0] in shared
    }


@each_extra
def test_every_pin_has_a_hash(extra):
    lock = EXTRAS[extra]
    hashed = re.findall(r"^[a-z0-9][^\n]*==[^\n]*(?:\n    --hash=\S+( \\)?)+", lock, flags=re.M)
    assert len(hashed) == len(pins(lock)) == len(re.findall(r"^[a-z0-9]", lock, flags=re.M))


@each_extra
def test_no_host_and_no_folder_of_a_machine_is_named(extra):
    assert "://" not in EXTRAS[extra]
    assert not re.search(r"(^| )(/|~|[A-Z]:\\)", EXTRAS[extra], flags=re.M)


@each_extra
def test_it_is_installed_with_hashes_and_written_by_make_lock(extra):
    makefile = (paths.ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{extra}: .*\n\t.* --require-hashes .*-r requirements-{extra}\.lock$", makefile, re.M)
    assert re.search(rf"^lock:.*\n(\t.*\n)*\t.* -o requirements-{extra}\.lock$", makefile, re.M)
