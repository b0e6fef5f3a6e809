"""What a leader types to see a report, with and without accents."""

from datetime import date

import pytest

from handlers.leaders.views import ALL
from handlers.leaders.wanted import Wanted, read
from tests.handlers.told import OFFICE

TODAY = date(2026, 11, 25)  # a Wednesday


def asked(words: str) -> tuple[str | None, str | None] | None:
    found = read(words, TODAY, OFFICE)
    return None if found is None else (found.period.key if found.period else None, found.view)


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("báo cáo tuần", "2026-W47"),  # the last full one
        ("bao cao tuan", "2026-W47"),
        ("baocao tuan", "2026-W47"),  # like the command, without its "/"
        ("Bản tin tuần", "2026-W47"),
        ("xem báo cáo tuần này", "2026-W48"),
        ("báo cáo tuần trước", "2026-W47"),
        ("báo cáo tuần 12", "2026-W12"),
        ("báo cáo tuần 50", "2025-W50"),  # this year's is to come
        ("báo cáo tuần 47/2025", "2025-W47"),
        ("báo cáo tuần 5/10", "2026-W41"),  # the week in which the 5th of October lies
        ("báo cáo tuần từ 28/12/2025", "2025-W52"),
        ("báo cáo tháng", "2026-M10"),
        ("báo cáo tháng này", "2026-M11"),
        ("bao cao thang 3", "2026-M03"),
        ("báo cáo tháng 12", "2025-M12"),
        ("báo cáo tháng 3 năm 2025", "2025-M03"),
        ("báo cáo quý", "2026-Q3"),
        ("báo cáo quý III/2025", "2025-Q3"),
        ("bao cao quy 4", "2026-Q4"),
        ("báo cáo năm", "2026-Y"),  # while it lasts: its report is due at its end
        ("báo cáo năm trước", "2025-Y"),
        ("báo cáo năm 2024", "2024-Y"),
        ("báo cáo tuần 54", None),
        ("báo cáo tháng 13", None),
        ("báo cáo quý 5", None),
        ("báo cáo tuần 31/2", None),
        ("báo cáo năm 2030", None),
        ("báo cáo", None),
    ],
)
def test_which_period(words: str, key: str | None) -> None:
    assert asked(words) == (key, ALL)


@pytest.mark.parametrize(
    ("words", "view"),
    [
        ("báo cáo tuần khu phố 3", "a-kp3"),
        ("bao cao thang 10 kp3", "a-kp3"),
        ("báo cáo tháng ấp Chợ", "a-kp3"),
        ("báo cáo tuần này kinh_te", "u-kinh_te"),
        ("báo cáo tuần kinh tế", "u-kinh_te"),
        ("báo cáo khu phố 3", "a-kp3"),  # of last week
        ("báo cáo kinh tế", "u-kinh_te"),
        ("báo cáo tuần ở đâu đó", None),
        ("báo cáo tuần phòng", None),  # several have that in their names
    ],
)
def test_which_unit_or_area(words: str, view: str | None) -> None:
    found = asked(words)
    assert found is not None
    assert found[1] == view


@pytest.mark.parametrize(
    "words",
    [
        "Báo cáo anh, đường trước nhà tôi ngập cả tuần",
        "Báo cáo khu phố 3 mất nước",
        "báo cáo tuần này tổ dân phố tôi mất nước ba ngày liền không ai sửa",
        "tuần",
        "",
    ],
)
def test_what_asks_for_no_report(words: str) -> None:
    assert read(words, TODAY, OFFICE) is None


def test_a_report_without_its_span_is_asked_after() -> None:
    assert read("Bản tin", TODAY, OFFICE) == Wanted(None)
