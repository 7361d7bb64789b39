from __future__ import annotations

from pathlib import Path

import pytest

from ctg_lib import folders


def filled(folder: Path, text: str) -> Path:
    folder.mkdir()
    (folder / "page").write_text(text, encoding="utf-8")
    return folder


def pages(root: Path) -> dict[str, str]:
    return {path.parent.name: path.read_text(encoding="utf-8") for path in root.glob("*/page")}


def test_a_folder_takes_the_place_of_another_or_an_empty_place(tmp_path: Path) -> None:
    folders.swap(filled(tmp_path / "a", "un"), tmp_path / "fin")
    folders.swap(filled(tmp_path / "b", "deux"), tmp_path / "fin")
    assert pages(tmp_path) == {"fin": "deux"}
    assert [path.name for path in tmp_path.iterdir()] == ["fin"]


@pytest.mark.parametrize("error", [OSError(13, "interdit"), KeyboardInterrupt()])
@pytest.mark.parametrize("step", range(3))
def test_several_folders_or_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int, error: BaseException
) -> None:
    filled(tmp_path / "un", "ancien")
    pairs = [(filled(tmp_path / f"neuf-{name}", "neuf"), tmp_path / name) for name in ("un", "deux")]
    before = pages(tmp_path)
    rename, calls = Path.rename, iter(range(100))

    def sometimes(path: Path, target: Path) -> Path:
        if next(calls) == step:
            raise error
        return rename(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", sometimes)
        with pytest.raises(type(error)):
            folders.swap_all(pairs)
    assert pages(tmp_path) == before
    folders.swap_all(pairs)
    assert pages(tmp_path) == {"un": "neuf", "deux": "neuf"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["deux", "un"]


def test_a_folder_put_aside_comes_back(tmp_path: Path) -> None:
    place = tmp_path / "fin"
    filled(folders.former(place), "ancien")
    folders.restore(place)
    assert pages(tmp_path) == {"fin": "ancien"}
    folders.restore(place)
    filled(folders.former(place), "plus ancien")
    folders.restore(place)
    assert pages(tmp_path)["fin"] == "ancien", "celui qui est en place y reste"


def test_what_could_not_be_cleaned_up_before_does_no_harm(tmp_path: Path) -> None:
    place = filled(tmp_path / "fin", "ancien")
    filled(folders.former(place), "plus ancien")
    folders.swap(filled(tmp_path / "a", "neuf"), place)
    assert [path.name for path in tmp_path.iterdir()] == ["fin"]
    assert pages(tmp_path) == {"fin": "neuf"}


def test_a_file_that_is_written_is_read_by_colleagues(tmp_path: Path) -> None:
    folders.write(tmp_path / "recap.csv", "code\n")
    assert (tmp_path / "recap.csv").stat().st_mode & 0o777 == 0o644
