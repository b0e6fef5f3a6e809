"""What identifies somebody is covered, however it is written; what does not, stays."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers import masking

COVERED = [
    ("gọi tui 0912345678 nghen", "gọi tui 09****5678 nghen"),
    ("sdt 0912 345 678", "sdt 09****5678"),
    ("0912.345.678", "09****5678"),
    ("091-234-5678.", "09****5678."),
    ("+84 912 345 678", "84****5678"),
    ("0084912345678", "00****5678"),
    ("84912345678", "84****5678"),
    ("số bàn 0293 3876 543", "số bàn 02****6543"),
    ("số cũ 01684567890", "số cũ 01****7890"),
    ("09\u200b12\u200b345\u200b678", "09****5678"),
    ("０９１２３４５６７８", "09****5678"),  # full width, from some keyboards
    ("0️⃣9️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣", "09****5678"),
    ("O91234567o", "09****5670"),
    ("(0912) 345 678", "09****5678"),
    ("(+84) 912 345 678", "84****5678"),
    ("0912/345/678", "09****5678"),
    ("0912,345,678", "09****5678"),
    ("0912 - 345 - 678", "09****5678"),
    ("0912_345_678, 0912*345*678", "09****5678, 09****5678"),
    ("0912\n345678", "09****5678"),
    ("0912345678 0987654321", "09****5678 09****4321"),
    ("0912345678 - 0987654321", "09****5678 - 09****4321"),
    ("sđt 912 345 678", "sđt ****"),
    ("không chín một hai ba bốn năm sáu bảy tám", "09****5678"),
    ("Ko chin muoi hai, ba bon nam, sau bay tam", "09****5678"),
    ("số 0912 ba bốn năm sáu bảy tám nha", "số 09****5678 nha"),
    ("gọi 0912 345 sáu bảy tám nha", "gọi 09****5678 nha"),  # three, the fewest
    ("căn cước không bảy chín một hai ba bốn năm sáu bảy tám chín", "căn cước ****"),
    ("gửi 6200205123456 agribank", "gửi **** agribank"),
    ("thẻ 9704 1234 5678 9012", "thẻ ****"),
    ("ba.tu @ gmail . com", "***@***"),
    ("batu77 a còng gmail chấm com nha", "***@*** nha"),
    ("batu77 [at] yahoo [dot] com", "***@***"),
    ("batu77＠gmail.com", "***@***"),
    ("0912345678, 0987654321", "09****5678, 09****4321"),
    ("0912345678\n0987654321", "09****5678\n09****4321"),
    ("CCCD 093085001234", "CCCD ****"),
    ("cccd: 093 085 001 234", "cccd: ****"),
    ("số 093085001234 của tôi", "số **** của tôi"),
    ("123456789012", "****"),
    ("Chứng minh nhân dân số 361234567", "Chứng minh nhân dân số ****"),
    ("cmnd 361.234.567", "cmnd ****"),
    ("hộ chiếu B1234567", "hộ chiếu ****"),
    ("BHYT: DN4790012345678", "BHYT: ****"),
    ("Bảo hiểm y tế DN 4790012345678", "Bảo hiểm y tế DN ****"),
    ("mã số thuế 1800123456", "mã số thuế ****"),
    ("stk 1903 5566 7788 019 Techcombank", "stk **** Techcombank"),
    ("Số tài khoản của tui là 0071001234567", "Số tài khoản của tui là ****"),
    ("chuyen khoan agribank 7100205123456", "chuyen khoan agribank ****"),
    ("tk 123456", "tk ****"),
    ("momo 0912345678", "momo ****"),
    ("thư: ba.tu+nha@gmail.com ạ", "thư: ***@*** ạ"),
    ("BA_TU@GMAIL.COM", "***@***"),
    ("fb https://www.facebook.com/batu.77 đó", "fb *** đó"),
    ("zalo.me/0912345678", "***"),
    ("nhắn @batu_77 nha", "nhắn @*** nha"),
]
LEFT = [
    "Đèn đường ấp 5 hư cả tuần nay",
    "Hồ sơ H15.50.05.13-261008-0975 hẹn 15/11 tới nay chưa có",
    "PA-2611-7K4Q tới đâu rồi ad",
    "gọi 113, 114, 115, 112 không ai nghe",
    "tổng đài 1900 1096 bận hoài",
    "ngày 20/11/2026 lúc 14:30",
    "tiền phạt 150.000.000.000 đồng",
    "thu 2.500.000 đồng, 3 hộ 7.500.000",
    "toạ độ 10.776912,106.700981",
    "hẻm 12/34/56 đường 30/4, số nhà 1024",
    "cột 47, trụ số 100200",
    "thẻ của tui bị mất",
    "họp ngày 08.11.2026 14:30, dời sang 09-11-2026 8h",
    "hẹn 08/11/2026 14:30",
    "10.0312, 105.7698",
    "một hai ba bốn năm nhà, sáu bảy tám chín mười nhà, không ai tới",
    "ba bốn năm nay xin hoài, không một hai lần thì ba bốn lần",
    "anh @ quán . cà phê",
    "tài khoản của hai vợ chồng ở ngân hàng bị khóa",
    "@@ làm ăn như c.., đường hư 1 năm ko sửa",
    "",
]


@pytest.mark.parametrize(("words", "shown"), COVERED)
def test_what_identifies_somebody_is_covered(words: str, shown: str) -> None:
    assert masking.masked(words) == shown


@pytest.mark.parametrize("words", LEFT)
def test_everything_else_stays(words: str) -> None:
    assert masking.masked(words) == words


@pytest.mark.parametrize(
    ("full", "shown"),
    [
        ("Nguyễn Văn An", "Nguyễn V. A."),
        ("Bà Tư", "Bà T."),
        ("tư", "T."),
        ("  Trần   thị  bé ", "Trần T. B."),
        ("", "****"),
    ],
)
def test_a_name_is_shown_by_its_first_letters(full: str, shown: str) -> None:
    assert masking.name(full) == shown


@given(st.text())
def test_any_words_can_be_read_and_reading_them_twice_changes_nothing(words: str) -> None:
    once = masking.masked(words)
    assert masking.masked(once) == once


@given(st.text(alphabet=" .-\u200b", max_size=1), st.integers(10_000_000, 99_999_999))
def test_no_spelling_of_a_phone_stays(gap: str, rest: int) -> None:
    digits = f"09{rest}"
    assert digits not in masking.masked(f"gọi {gap.join(digits)} nha").replace(gap or "#", "")


@pytest.mark.parametrize("part", ["0 9 1 . 2 - 3 tk stk cccd ", "0", "a@", "a.", "84 ", "tk  "])
def test_the_longest_message_is_read_in_one_go(part: str) -> None:
    words = part * (8_000 // len(part))  # twice what a message can hold
    start = time.process_time()
    masking.masked(words)
    assert time.process_time() - start < 1
