"""A photo sent as a file keeps its place and phone to itself, on every way into the group."""

import io

import pytest
from PIL import Image

from bot.sandbox.town import Town
from tests.journeys.scenes import reports, staffed
from tests.test_pictures import as_bytes, card, ground, on_ground, told


def group_files(group: object) -> list[bytes]:
    return [file.content for m in group.messages if m.from_bot for file in m.files]  # type: ignore[attr-defined]


@pytest.mark.parametrize("as_photo", [True, False])
async def test_what_the_group_gets_tells_no_place_and_no_phone(town: Town, as_photo: bool) -> None:
    staff = await staffed(town)
    lan = town.telegram.person("Lan")
    photo = as_bytes(ground(), exif=told())
    if as_photo:
        lan.sends_photo(photo)
    else:
        lan.sends_document(photo, name="IMG_0815.jpg", mime="image/jpeg")
    await town.settle()
    await reports(town, lan)
    await town.settle()
    files = group_files(staff.group)
    assert len(files) == 1
    assert b"Phone of Tu" not in files[0]
    with Image.open(io.BytesIO(files[0])) as seen:
        assert not seen.getexif().get_ifd(0x8825)
    kept = [one for one in (town.settings.data_dir / "files").rglob("*") if one.is_file()]
    assert not any(b"Phone of Tu" in one.read_bytes() for one in kept)


async def test_an_identity_card_never_reaches_the_group(town: Town) -> None:
    staff = await staffed(town)
    lan = town.telegram.person("Lan")
    lan.sends_photo(as_bytes(on_ground(card(), 1.2, 6)))
    await town.settle()
    assert "giống giấy tờ tùy thân" in lan.last.text
    await reports(town, lan)
    await town.settle()
    assert group_files(staff.group) == []
    assert "Ảnh" not in staff.card().text
