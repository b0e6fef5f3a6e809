"""The demo plays to its end, and does not hide it when it cannot."""

import re
from pathlib import Path

import pytest

from bot.demo import PLAY, play
from bot.sandbox.play import PlayBroken
from tests.journeys.scenes import CODE

README = Path(__file__).parents[2] / "README.md"
SPEAKERS = re.compile(r"^  (Bà Tư|Trợ lý|Anh Minh|      )  +", re.MULTILINE)


def flat(text: str) -> str:
    """The words alone: without codes, and however the lines are broken."""
    return " ".join(CODE.sub("", text).split())


def said_in_the_readme() -> list[str]:
    """What its transcript has people say; what is left out there is marked with "…"."""
    shown = README.read_text(encoding="utf-8").split("```text")[1].split("```")[0]
    lines = "\n".join(one for one in shown.splitlines() if one.startswith("  "))
    pieces = re.split(r"…|\[|\]|🖼|📎|↪|«|»|\n| {3}", SPEAKERS.sub("", lines))
    return [said for one in pieces if (said := flat(one))]


async def test_the_demo_tells_a_whole_case_from_all_three_sides(tmp_path: Path) -> None:
    lines: list[str] = []
    await play(lines.append, directory=tmp_path)
    told = "\n".join(lines)
    scenes = [
        "den duong truoc nha tui hu",  # the resident's first words
        "Hạn trả lời: thứ Năm 19/11/2026",
        "[ Nhận việc ]",
        "Người giữ: Anh Minh",
        "chưa gửi cho ai",
        "[ Hỏi người dân ]",
        "so 47 do chu",
        "báo chưa xong, mở lại",
        "thứ Tư 18/11/2026 ·",
        "còn 1 ngày làm việc",
        "1 đã quá hạn",
        "Anh Minh bấm [ Gửi lời xin lỗi ]",
        "💬 Bà Tư",
        "thành thật xin lỗi vì chưa trả lời hồ sơ",
        "chậm nhất thứ Năm 26/11/2026",
        "Anh Minh đã gửi người dân",
        "🙂 Hài lòng",
        "✓ Xin lỗi",
        "Bản tin tuần 16/11–22/11/2026",
        "make run",
    ]
    for where in (
        "Bà Tư · Zalo OA",
        "Phòng Kinh tế · Telegram",
        "Chú Sáu · Telegram",
        "Phòng Văn hóa · Zalo OA",
        "Cô Út · Zalo Bot",
        "Công an phường · Zalo Bot",
    ):
        assert where in told, "three cases: Zalo to Telegram, Telegram to Zalo, Zalo Bot alone"
    place = 0
    for scene in scenes:
        assert scene in told[place:], scene
        place = told.index(scene, place)
    words = flat(told)
    assert [one for one in said_in_the_readme() if one not in words] == []


async def test_a_play_that_cannot_go_on_says_at_which_step(tmp_path: Path) -> None:
    broken = tmp_path / "broken.toml"
    text = PLAY.read_text(encoding="utf-8")
    broken.write_text(text.replace('"residents.right"', '"no such button"'), encoding="utf-8")
    with pytest.raises(PlayBroken, match="no such button"):
        await play(lambda _line: None, directory=tmp_path / "data", script=broken)
