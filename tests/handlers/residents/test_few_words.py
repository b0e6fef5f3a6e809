"""What a few words do is told by what stands open: a table for each thing that they may do."""

import pytest

from tests.handlers.residents.stories import LAMP, drafts, file
from tests.handlers.told import Town

REPORTS = (
    "Cán bộ không chịu giải quyết hồ sơ của tôi", "Cán bộ làm mất hồ sơ của tôi",
    "Sao không ai giải quyết việc của tôi", "Một cửa trả trễ hồ sơ của em",
    "tôi khiếu nại việc trả chậm hồ sơ của tôi",
    "Công an không nhận đơn, không giải quyết việc của tôi", "Xin xem xét kiến nghị của tôi",
    "hồ sơ của tôi tới đâu rồi mà không ai trả lời", "Xe rác đến đâu rồi",
    "nước ngập tới đâu rồi bà con", "xem hồ sơ đất", "Sao để ai xem tên tôi lung tung vậy",
    "dừng khảo sát đất nhà tôi", "gọi lại cho tôi vì nước tràn", "trợ giúp hộ nghèo",
    "chào, rác nhiều quá", "có ai không rác đầy", "con bò thả rông", "đèn mờ", "den mo",
    "Đèn mờ rồi", "tối mò", "xin sửa chữa", "sua chua giup", "thêm cầu", "rút cầu", "hủy ống",
    "ăn không được", "xóa chữ", "mất má", "cần gấp người", "xả ở đâu", "sửa tên con tôi",
    "đổi tên cho con tôi", "lịch gặp chủ tịch bị hủy", "hẹn gặp chủ tịch hoài không được",
    "không hiểu sao đèn hư hoài", "làm sao mà đi được", "con ơi rác nhiều quá", "chờ hoài",
    "cho hỏi lịch tiêm chủng", "bấm chuông không ai mở cửa trụ sở", "giúp tui với cái cống",
    "đổi ý tưởng thiết kế đi", "ai đổ rác vậy", "kín mương hết rồi", "phường ở đâu cũng dơ",
)  # fmt: skip
NOTHING_SENT = (
    "gửi", "gửi lại dùm", "rút", "rút hồ sơ", "xóa", "xóa tin này", "gửi rồi", "còn nữa",
    "tới đâu rồi", "chừng nào sửa vậy con", "co ket qua chua",
)  # fmt: skip
SENDS = (
    "gởi", "gởi đi", "gửi giúp bác", "dạ gửi", "ừ gửi đi con", "tôi đồng ý", "goi di", "bấm gửi",
    "rồi gửi đi con", "bam nut gui", "xong rồi gửi đi", "xong, gửi nghen", "nhấn gửi",
)  # fmt: skip
DROPS = (
    "khỏi gửi", "hổng gửi nữa", "đừng gửi", "thôi khỏi", "bỏ đi con", "xóa", "xóa hết giúp tôi",
    "xóa tin này", "thôi không cần nữa", "thoi khong can nua dau", "hổng cần nữa con",
    "khỏi cần nữa", "bỏ qua", "thôi bỏ qua đi", "bo qua giup toi", "tui đổi ý rồi",
    "hổng thưa nữa", "khỏi làm nữa",
)  # fmt: skip
ADDS_NOTHING = (
    "cảm ơn", "dạ cám ơn con nhiều nghe", "cam on phuong nhieu", "alo", "chào con", "👍", "thôi",
    "biết rồi", "ok con", "rồi", "tới đâu rồi", "chừng nào xong vậy con", "đúng", "có", "không",
    "dạ phải", "gửi rồi", "da bam gui roi ma", "nhận được chưa con", "có ai đọc chưa",
    "quên mã rồi",
)  # fmt: skip
TAKES_BACK = (
    "xóa phản ánh của tôi", "rút phản ánh này", "hủy đơn giúp tôi", "thôi không cần nữa",
    "thoi khong can nua dau", "hổng cần nữa con", "khỏi cần nữa", "xóa", "xóa tin này dùm tui",
    "đừng gửi nữa",
)  # fmt: skip


@pytest.mark.parametrize("typed", REPORTS)
async def test_what_says_more_than_an_order_is_a_report(told: Town, typed: str) -> None:
    shown = await told.says("ba", typed)
    assert f"«{typed}»" in shown[-1].text or "khiếu nại" in shown[-1].text
    assert len(await drafts(told)) == 1


@pytest.mark.parametrize("typed", NOTHING_SENT)
async def test_an_order_about_nothing_begins_nothing(told: Town, typed: str) -> None:
    [said] = await told.says("ba", typed)
    assert "chưa gửi hồ sơ nào" in said.text
    assert await drafts(told) == []


@pytest.mark.parametrize("typed", SENDS)
async def test_a_draft_is_sent_as_people_say_it(told: Town, typed: str) -> None:
    await told.says("ba", LAMP)
    [asked] = await told.says("ba", typed)
    assert "phải không ạ" in asked.text


@pytest.mark.parametrize("typed", DROPS)
async def test_a_draft_is_dropped_as_people_say_it(told: Town, typed: str) -> None:
    await told.says("ba", LAMP)
    [said] = await told.says("ba", typed)
    assert "không gửi đi đâu" in said.text
    assert [one.closed_at for one in await drafts(told)] == [told.now]


@pytest.mark.parametrize("typed", ADDS_NOTHING)
async def test_what_says_nothing_is_no_part_of_a_draft(told: Town, typed: str) -> None:
    await told.says("ba", LAMP)
    [shown] = await told.says("ba", typed)
    assert f"«{LAMP}»" in shown.text
    assert "Gửi" in shown.labels[0]


@pytest.mark.parametrize("typed", TAKES_BACK)
async def test_a_case_is_taken_back_whatever_the_words(told: Town, typed: str) -> None:
    case = await file(told, "ba")
    [sure] = await told.says("ba", typed)
    assert f"rút hồ sơ {case.code}" in sure.text
