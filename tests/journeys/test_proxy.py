"""Somebody without a phone: a hamlet head files, the answer comes back through them."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.sandbox.telegram import Person
from bot.sandbox.town import Town
from handlers import retention
from storage.models import ProxyEntry
from storage.people import Identity
from tests.journeys.scenes import Staff, at, case_of, code_in, heard, history_of, staffed
from tests.storage.lives import everything, on_disk

WHO, PHONE = "Nguyễn Thị Tư", "0912345678"


async def head_of_hamlet(town: Town) -> Person:
    bay = town.telegram.person("Bảy")
    await town.appoint(bay, "proxy")
    return bay


async def files_for(town: Town, bay: Person, who: str, answer: str = "Bà con đồng ý") -> str:
    """The whole way; returns the code."""
    await town.says(bay, "/nhapho")
    asked = await town.says(bay, who)
    if answer:
        await town.presses(bay, asked, answer)
    await town.says(bay, "Đèn đường trước nhà hư cả tuần nay, khu phố 3")
    await town.presses(bay, bay.last, "Gửi")
    await town.presses(bay, bay.last, "Đúng")
    return code_in(bay.last)


async def concerned(town: Town, code: str) -> tuple[Identity, ProxyEntry]:
    case = await case_of(town, code)
    async with town.app.database.reading() as store:
        person = await store.people.person_by_id(case.person_id)
        entry = await store.proxies.of_case(case.id or 0)
        assert entry is not None
        return store.people.identity(person), entry


async def answers(staff: Staff, code: str) -> None:
    await staff.answers(staff.minh, "Bóng đèn cột 47 đã được thay sáng nay.", code)
    await staff.town.until(staff.town.clock.now().replace(minute=59))


async def test_start_asks_again_who_it_is_for(town: Town) -> None:
    bay = await head_of_hamlet(town)
    asked = await town.says(bay, "/nhapho")
    again = await town.says(bay, "/start")
    assert again.text == asked.text
    assert "đọc cho bà con nghe" in (await town.says(bay, f"{WHO} {PHONE}")).text
    await town.says(bay, "/start")
    assert not any("Trợ lý đã ghi" in one for one in heard(bay)), "nothing is said yet"


async def test_the_answer_reaches_who_has_no_phone(town: Town) -> None:
    staff, bay = await staffed(town), await head_of_hamlet(town)
    code = await files_for(town, bay, f"{WHO} 0912 345 678")
    assert "xin báo mã" in bay.last.text
    identity, entry = await concerned(town, code)
    assert (identity.name, identity.phone) == (WHO, PHONE)
    assert entry.sealed is None
    assert entry.consent is not None
    assert "chỉ dùng để giải quyết việc này" in entry.consent
    assert entry.consented_at is not None
    assert not [one for one in staff.group.messages if WHO in one.text or "345" in one.text]
    sent = (await history_of(town, code))[0]
    assert (sent.act, sent.role) == ("send", "proxy")

    await answers(staff, code)
    said = heard(bay)
    assert any("Bóng đèn cột 47" in one for one in said)
    asks = [one for one in bay.messages if "Xin anh/chị báo cho bà con" in one.text]
    assert len(asks) == 1
    await town.presses(bay, asks[0], "Đã báo")
    assert "Cảm ơn anh/chị đã báo" in bay.last.text
    assert "hand_on" in [one.act for one in await history_of(town, code)]
    await town.until(at(20, 17))
    assert not [one for one in heard(bay) if "đã báo trả lời cho bà con chưa" in one]


async def test_a_proxy_who_does_not_pass_it_on_is_reminded_then_the_unit_is_told(
    town: Town,
) -> None:
    staff, bay = await staffed(town), await head_of_hamlet(town)
    code = await files_for(town, bay, WHO)
    await answers(staff, code)
    await town.until(at(19, 17))
    asked = [one for one in heard(bay) if "đã báo trả lời cho bà con chưa" in one]
    assert len(asked) == 2
    (told,) = staff.said("người nhập hộ chưa cho biết")
    assert code in told.text


@pytest.mark.parametrize(("who", "answer"), [("không", ""), (f"{WHO} {PHONE}", "Không nêu tên"),
                                             (f"{WHO} {PHONE}", "")])  # fmt: skip
async def test_without_consent_nobody_is_named(town: Town, who: str, answer: str) -> None:
    """Also when the question was passed over: silence is no."""
    await staffed(town)
    bay = await head_of_hamlet(town)
    code = await files_for(town, bay, who, answer)
    identity, entry = await concerned(town, code)
    assert (identity.name, identity.phone) == ("", "")
    assert (entry.sealed, entry.consent) == (None, None)
    assert (await case_of(town, code)).anonymous


async def test_what_is_dropped_is_forgotten(town: Town) -> None:
    bay = await head_of_hamlet(town)
    await town.says(bay, "/nhapho")
    await town.says(bay, f"{WHO} {PHONE}")
    await town.says(bay, "Đèn hư")
    await town.presses(bay, bay.last, "Bỏ")
    async with town.app.database.reading() as store:
        entry = await store.proxies.of_draft(1)
    assert entry is not None
    assert entry.sealed is None


async def test_who_has_no_such_role_is_told_so_politely(town: Town) -> None:
    tu = town.telegram.person("Tư")
    await town.says(tu, "/nhapho")
    assert "nhập hộ dành cho người đã được cơ quan giao" in tu.last.text
    async with town.app.database.reading() as store:
        assert await store.proxies.of_draft(1) is None


async def test_the_digest_counts_them_apart(town: Town) -> None:
    staff, bay = await staffed(town), await head_of_hamlet(town)
    boss = town.telegram.person("Hùng")
    await town.appoint(boss, "leader")
    code = await files_for(town, bay, WHO)
    await answers(staff, code)
    survey = next(m for m in reversed(bay.messages) if "Hài lòng" in " ".join(m.labels))
    await town.presses(bay, survey, "🙂 Hài lòng")
    await town.until(at(23, 8))
    digest = next(one for one in reversed(heard(boss)) if "Bản tin tuần" in one)
    assert "Nhập hộ: 1 hồ sơ" in digest.replace("*", "")
    assert "chưa báo lại người dân 1" in digest


async def test_who_has_no_phone_sees_corrects_and_erases_through_their_proxy(
    town: Town, tmp_path: Path
) -> None:
    staff, bay = await staffed(town), await head_of_hamlet(town)
    code = await files_for(town, bay, "Lê Thị Bưởi Hồng 0987 111 222")
    shown = await town.says(bay, f"/bacon {code}")
    assert ("Lê Thị Bưởi Hồng" in shown.text, "0987111222" in shown.text) == (True, True)
    await town.presses(bay, shown, "Sửa")
    await town.says(bay, "Lê Thị Bưởi Hường 0987 111 333")
    identity, _ = await concerned(town, code)
    assert (identity.shown, identity.phone) == ("Lê Thị Bưởi Hường", "0987111333")
    await town.presses(bay, shown, "Xóa")
    sure = bay.last
    await town.presses(bay, sure, "muốn xóa")
    await town.pass_time(timedelta(minutes=31))
    left = [*(await everything(town.app.database)), on_disk(tmp_path).decode("latin-1")]
    for trace in ("Bưởi", "0987111222", "0987 111 222", "0987111333", "0987 111 333"):
        for form in (trace, trace.encode().decode("latin-1")):
            assert not [one for one in left if form in one], trace
    assert staff.said("Người được nhập hộ")
    await answers(staff, code)  # the proxy still hears how it ended
    assert any("Bóng đèn cột 47" in one for one in heard(bay))
    await town.presses(bay, shown, "Sửa")  # nobody stands behind it any more
    assert "tên và số" not in bay.last.text


async def test_nobody_else_asks_for_them(town: Town) -> None:
    await staffed(town)
    bay = await head_of_hamlet(town)
    code = await files_for(town, bay, f"{WHO} {PHONE}")
    tam, tu = town.telegram.person("Tám"), town.telegram.person("Tư")
    await town.appoint(tam, "proxy")
    for who in (tam, tu):
        await town.says(who, f"/bacon {code}")
        assert WHO not in "\n".join(heard(who))
        assert PHONE not in "\n".join(heard(who))


async def test_who_is_only_known_through_a_proxy_is_forgotten_in_time_too(town: Town) -> None:
    staff, bay = await staffed(town), await head_of_hamlet(town)
    code = await files_for(town, bay, f"{WHO} {PHONE}")
    town.clock.advance(timedelta(days=3_000))
    await retention.forget_now(town.app.open_desk)
    assert (await concerned(town, code))[0].name == WHO  # their case is open
    await answers(staff, code)
    case = await case_of(town, code)
    await town.until(town.clock.now() + timedelta(days=8))
    assert (await case_of(town, code)).closed_at is not None, case.state
    town.clock.advance(timedelta(days=3_000))
    await retention.forget_now(town.app.open_desk)
    assert (await concerned(town, code))[0].name == ""
