"""What sounds like a promise in officials' sentences, and what only looks like a date."""

from datetime import date, timedelta

import pytest

from handlers.promises import LONGEST_QUOTE, notice, read_day, without_day

MONDAY = date(2026, 11, 16)


def working(day: date, count: int) -> date:
    """Monday to Friday; the 24th is a holiday."""
    while count:
        day += timedelta(days=1)
        count -= day.isoweekday() < 6 and day != date(2026, 11, 24)
    return day


def at(day: int, month: int = 11, year: int = 2026) -> date:
    return date(year, month, day)


PROMISED = [
    # as figures
    ("Sẽ sửa xong trước 30/11", at(30)),
    ("se sua xong truoc 30/11", at(30)),
    ("Đội điện hẹn 30-11-2026 tới thay bóng.", at(30)),
    ("Xong trước 30.11.2026 ạ", at(30)),
    ("Hẹn bà con ngày 30/11/26", at(30)),
    ("Hẹn ngày 30-11", at(30)),
    ("Đã lên lịch thi công ngày 5/12", at(5, 12)),
    ("dự kiến 15/1 hoàn thành", at(15, 1, 2027)),  # the next one, not ten months ago
    ("Thứ Hai 30/11 xe rác tới", at(30)),  # the date counts, not the weekday
    ("Sáng 20/11 công nhân tới dọn, 25/11 xong hết", at(25)),  # the last of them
    ("Xong trước 1/12 ạ", at(1, 12)),
    ("Chậm nhất 2/12", at(2, 12)),  # no share: a word for a date stands before it
    # as words
    ("Phòng hẹn ngày 30 tháng 11 năm 2026", at(30)),
    ("30 thang 11 se xong", at(30)),
    ("Xin hẹn trước ngày 30", at(30)),
    ("sẽ xong vào ngày 5", at(5, 12)),  # the 5th of November has passed
    ("hẹn ngày 28 này", at(28)),
    # weekdays
    ("Thứ Hai tới đội điện xuống", at(23)),
    ("thu hai toi doi dien xuong", at(23)),
    ("Thứ 6 này lắp xong", at(20)),
    ("T5 tới có xe", at(19)),
    ("thứ ba tuần sau xong", at(24)),
    ("thu tu tuan toi", at(25)),
    ("thứ sáu tuần này sẽ xong", at(20)),
    ("Chủ nhật này cắt điện để sửa", at(22)),
    ("chu nhat toi", at(22)),
    ("sẽ xong thứ Ba", at(17)),
    ("Hẹn thứ Năm", at(19)),
    # weeks, months, the year
    ("Tuần sau sẽ có người tới", at(27)),
    ("tuan sau lam xong", at(27)),
    ("đầu tuần tới bắt đầu", at(23)),
    ("Cuối tuần này xong", at(22)),
    ("cuoi tuan xong nhe", at(22)),
    ("trong tuần này", at(20)),
    ("Cuối tháng này hoàn thành", at(30)),
    ("cuoi thang", at(30)),
    ("trong tháng 12 sẽ vá đường", at(31, 12)),
    ("giữa tháng sau", at(15, 12)),
    ("sẽ làm xong trong tháng 1", at(31, 1, 2027)),
    ("Hết năm nay sẽ xong", at(31, 12)),
    # so long from now
    ("Trong 3 ngày sẽ xử lý xong", at(19)),
    ("trong 3 ngay lam viec", at(19)),
    ("trong vòng 6 ngày làm việc", at(25)),  # not on the holiday
    ("2-3 ngày nữa có vật tư", at(19)),
    ("hai ngày nữa xong", at(18)),
    ("hai tuan nua", at(30)),
    ("sau 1 tuần", at(23)),
    ("chậm nhất là trong 10 ngày", at(26)),
    ("trong 48 giờ", at(18)),
    ("trong 24h se xong", at(17)),
    # tomorrow and today
    ("Ngày mai thợ tới", at(17)),
    ("sang mai co nguoi xuong", at(17)),
    ("Mai đội điện xuống", at(17)),
    ("dạ mai tới liền", at(17)),
    ("ngày mốt xong", at(18)),
    ("Chiều nay thợ xuống", at(16)),
    ("hom nay se xong", at(16)),
    ("Ngay trong ngày sẽ dọn sạch", at(16)),
]  # fmt: skip
NO_PROMISE = [
    # what is behind
    "Đã sửa xong ngày 10/11",
    "Bóng đèn cột 47 đã được thay sáng nay",
    "Sáng nay anh em xuống làm rồi",
    "Chiều nay đã dọn sạch rồi ạ",
    "da thay bong sang nay",
    "Hôm qua tổ điện tới thay",
    "Tuần trước đã kiểm tra",
    "Thứ Hai tuần trước đã vá",
    "Trong 3 ngày qua mưa lớn",
    "Xong thứ Hai",
    # what only looks like a date
    "Gọi 0900 000 100 gặp anh Minh",
    "Điện thoại 02923.123.456",
    "Theo NĐ 61/2018/NĐ-CP và Thông tư 03/2025",
    "Theo Nghị định 118/2025",
    "Quyết định 1847/QĐ-TTg ngày 27/12/2018",
    "Theo văn bản số 12/12 của tỉnh",
    "Trực 24/7, bà con cứ gọi",
    "truc 24/24",
    "Đã vá 1/2 đoạn đường",
    "Đã có 2/3 hộ đồng ý",
    "Trụ 12/5 đã thay bóng",
    "Nhà số 30/4 đường 3/2",
    "Đường 30/4 đã vá xong",
    "hem 30/4 da don rac",
    "Mã H15.50.05.13-261008-0975",
    "Lương tối thiểu 1.2 triệu",
    "Cao 1,5 m, rộng 12/12 m",
    # routines and other words
    "Thứ Hai đến thứ Sáu phường tiếp dân buổi sáng",
    "Rác gom vào thứ Ba hằng tuần",
    "Lần thứ hai kiểm tra đã đạt",
    "Mái tôn nhà bà Mai đã gia cố",
    "Chị Mai phụ trách việc này",
    "Xin chia sẻ với bà con",
    "xin chia se voi ba con",
    "Phường đã lắp đèn mới, cảm ơn bà con",
    "",
    "30/2 xong",  # there is no such day
]  # fmt: skip


@pytest.mark.parametrize(("words", "day"), PROMISED, ids=[words for words, _ in PROMISED])
def test_a_day_to_come_is_noticed(words: str, day: date) -> None:
    found = notice(words, MONDAY, working)
    assert found is not None
    assert found.day == day
    assert found.words


@pytest.mark.parametrize("words", NO_PROMISE)
def test_what_names_no_day_to_come_is_none(words: str) -> None:
    assert notice(words, MONDAY, working) is None


@pytest.mark.parametrize(
    "words",
    [
        "Đã kiểm tra, tổ điện sẽ thay bóng",
        "da kiem tra, to dien se thay bong",
        "Phòng sẻ báo lại",  # how many spell it
        "Phường cam kết xử lý dứt điểm",
        "vài ngày nữa sẽ xong",  # no day can be named
        "Sẽ xong ngày 31/11",  # nor here
        "Sẽ vá 1/2, còn lại chờ nhựa",  # half of it, and no first of February
    ],
)
def test_something_will_be_done_and_no_day_is_named(words: str) -> None:
    found = notice(words, MONDAY, working)
    assert found is not None
    assert found.day is None


def test_the_sentence_that_promises_is_quoted() -> None:
    found = notice("Cột 47 cháy bóng. Tổ điện sẽ thay trước 30/11. Cảm ơn bà con!", MONDAY, working)
    assert found is not None
    assert found.words == "Tổ điện sẽ thay trước 30/11"
    long = notice("Sẽ làm " + "rất kỹ " * 100 + "trước 30/11", MONDAY, working)
    assert long is not None
    assert len(long.words) <= LONGEST_QUOTE


def test_a_promised_day_counts_more_than_another_day() -> None:
    found = notice("Sẽ xong 20/11. Họp dân ngày 30/11.", MONDAY, working)
    assert found is not None
    assert found.day == at(20)


def test_this_weekday_on_that_weekday() -> None:
    friday = at(20)
    tables = [("thứ sáu này", friday), ("thứ sáu tới", at(27)), ("thứ sáu tuần sau", at(27))]
    for words, day in tables:
        assert read_day(words, friday, working) == day


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("30/11", at(30)),
        ("thu hai toi", at(23)),
        ("3 ngày làm việc nữa", at(19)),
        ("thứ 4", at(18)),
        ("hôm nay", MONDAY),
        ("10/11/2026", None),
        ("32/11", None),
        ("không biết", None),
        ("", None),
        ("1/1/2099", None),
        ("ngày 00/00", None),
        ("9" * 400, None),
    ],
)
def test_a_day_that_was_asked_for(typed: str, day: date | None) -> None:
    assert read_day(typed, MONDAY, working) == day


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("2/12 vì chưa có vật tư", "vì chưa có vật tư"),
        ("Chưa có vật tư, hẹn 2/12", "Chưa có vật tư, hẹn"),
        ("thứ hai tới", ""),
        ("Mưa lớn. Thứ Hai tới làm tiếp.", "Mưa lớn. làm tiếp"),
    ],
)
def test_what_is_said_beside_the_day(typed: str, reason: str) -> None:
    assert without_day(typed, MONDAY, working) == reason
