"""Resources are found from the checkout and never outside their folder."""

import pytest

from kiwoom_desk.base import resources


def test_finds_the_bundled_font() -> None:
    assert resources.read("fonts/Pretendard-Regular.otf")[:4] == b"OTTO"
    assert resources.find("fonts/LICENSE.txt").is_file()


@pytest.mark.parametrize("path", ["../pyproject.toml", "/etc/hostname", "a/../../b", "C:x", "a\\b"])
def test_refuses_paths_outside(path: str) -> None:
    with pytest.raises(ValueError, match="not a path"):
        resources.find(path)


def test_names_what_is_missing() -> None:
    with pytest.raises(FileNotFoundError, match="no resource"):
        resources.find("fonts/nothing.otf")
