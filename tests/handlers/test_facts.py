"""Which answers hold no fact at all, and which claim that work is done: sentences of real life."""

import pytest

from handlers.facts import Fact, apologises, lacks, says_done

EMPTY = [
    "Đã tiếp nhận, sẽ xử lý",
    "da tiep nhan, se xu ly",
    "Đã nhận",
    "ok",
    "Ok em",
    "Vâng ạ",
    "Dạ đã ghi nhận ý kiến của bà con",
    "Phòng đã ghi nhận ý kiến và sẽ xem xét, giải quyết theo quy định. Trân trọng cảm ơn!",
    "Cảm ơn bà con đã phản ánh",
    "Đang xử lý",
    "dang xem xet nhe",
    "Đã kiểm tra",
    "Đã xử lý",
    "da xu ly xong",
    "Đã giải quyết xong, cảm ơn bà con",
    "Xong rồi ạ",
    "Đã chuyển bộ phận chuyên môn xử lý",
    "Đã báo cáo lãnh đạo xem xét",
    "Kính gửi ông bà, phường đã tiếp nhận thông tin, mong bà con thông cảm chờ thêm",
    "Sẽ kiểm tra và phản hồi sớm nhất có thể",
    "Đã tiếp nhận hồ sơ PA-2611-7K4Q, sẽ xử lý",  # its own code is no fact
    "#7K4Q đã nhận, sẽ giải quyết",
    "👍",
    "...",
    "",
]
TELLING = [
    "Bóng đèn cột 47 đã được thay sáng nay",
    "den cot 47 da thay bong",
    "Đã thay bóng",
    "Đèn đã sửa",
    "Đã vá ổ gà",
    "Rác đã được thu gom",
    "Tổ điện đã thay bóng cột 47 sáng 16/11",
    "Cần mang giấy chứng sinh và căn cước tới một cửa",
    "Không thuộc thẩm quyền của phường",
    "Chưa sửa được vì thiếu vật tư",
    "Đã lập biên bản hộ kinh doanh karaoke",
    "Đã báo điện lực tới kiểm tra cột nghiêng",
    "Đội điện đang tới cột 47",
    "Gọi 0900 000 102 gặp anh Minh",
    "Phường làm việc buổi sáng thứ Bảy",
    "Lệ phí 8.000 đồng",
    "Mời bà con họp tại nhà văn hóa khu phố",
    "Đoạn này do tỉnh quản lý",
    "Đã nhắc nhở chủ quán giảm loa",
    "Nước đã có lại",
    "Trụ nào vậy ạ?",  # a question, whatever button it is sent by
]
DONE = [
    "Đã thay bóng cột 47",
    "da thay bong",
    "Đèn đã sửa xong sáng nay",
    "Đã vá xong ổ gà trước số 12",
    "Tổ vệ sinh đã dọn sạch đống rác",
    "Cống đã được thông",
    "Xong rồi ạ",
    "sua xong roi nhe",
    "Đã hoàn thành việc lắp gờ giảm tốc",
    "Đèn sáng lại rồi",
    "Chiều qua làm xong. Cảm ơn bà con!",
]
NOT_DONE = [
    "Sẽ thay bóng ngày mai",
    "Chưa sửa xong",
    "Đang sửa, chưa xong",
    "dang va duong",
    "Khi sửa xong sẽ báo",
    "Dự kiến sửa xong trước 30/11",
    "Đã kiểm tra cột điện",
    "Đã báo điện lực",
    "Cần mang giấy chứng sinh",
    "",
]


@pytest.mark.parametrize("words", EMPTY)
def test_an_answer_without_a_fact(words: str) -> None:
    assert lacks(words)


@pytest.mark.parametrize("words", TELLING)
def test_an_answer_with_something_to_go_by(words: str) -> None:
    assert lacks(words) == ()


@pytest.mark.parametrize("words", EMPTY)
def test_a_picture_or_a_date_is_a_fact(words: str) -> None:
    assert lacks(words, files=True) == ()
    assert lacks(words, day=True) == ()


def test_what_is_missing_is_named() -> None:
    assert lacks("Đã tiếp nhận, sẽ xử lý") == (Fact.DONE, Fact.WHEN, Fact.WHO, Fact.NEXT)
    assert Fact.WHEN not in lacks("Hôm nay đã nhận, sẽ xử lý")
    assert Fact.WHO not in lacks("Tổ điện đã nhận")


@pytest.mark.parametrize("words", DONE)
def test_work_is_said_to_be_done(words: str) -> None:
    assert says_done(words)


@pytest.mark.parametrize("words", NOT_DONE)
def test_work_is_not_said_to_be_done(words: str) -> None:
    assert not says_done(words)


@pytest.mark.parametrize(
    ("words", "holds"),
    [
        ("Xin lỗi bác vì chậm hẹn!", True),
        ("xin loi ba con", True),
        ("Cáo lỗi cùng bà con", True),
        ("Lỗi do cầu dao", False),
        ("", False),
    ],
)
def test_an_apology_in_own_words(words: str, *, holds: bool) -> None:
    assert apologises(words) is holds
