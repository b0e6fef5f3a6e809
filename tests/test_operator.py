"""What an operator sees of a working desk: check, replay, a case's history."""

from contextlib import chdir
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from bot.app import build
from bot.channels.telegram import TelegramChannel
from bot.commands.case import told
from bot.commands.check import findings
from bot.commands.finding import Level
from bot.commands.replay import Done, take_up
from bot.enduring import only_one
from bot.intake import INCOMING
from bot.sandbox.serve import serve
from bot.sandbox.telegram import Person
from bot.sandbox.town import OFFICE, Town
from handlers.message import Address, Incoming, Kind, Sender
from storage.inbox import Arrived
from storage.models import Taken
from tests.conftest import OpenTown
from tests.journeys.scenes import reports

GRAVE = (Level.WARN, Level.FAIL)


async def grave(town: Town, **changed: object) -> list[str]:
    """What a check finds to be mended, a line each."""
    settings = town.settings.model_copy(update=changed)
    return [str(one) async for one in findings(settings) if one.level in GRAVE]


async def finds(town: Town, words: str, **changed: object) -> bool:
    return any(words in one for one in await grave(town, **changed))


async def test_a_finished_town_has_nothing_to_mend(town: Town) -> None:
    chief = town.telegram.person("Chị Hoa")
    for unit in town.app.office.units:
        group = town.telegram.group(unit.name, admins=[chief], bot_admin=True)
        await town.connect(chief, group, unit.code)
    await town.appoint(chief, "leader")
    await town.appoint(chief, "duty")
    assert await grave(town) == []


async def test_a_new_town_is_told_what_is_missing(town: Town) -> None:
    said = await grave(town)
    assert not [one for one in said if one.startswith("fail")]
    for unit in town.app.office.units:
        assert any(f"invite unit {unit.code}" in one for one in said)
    assert any("invite duty" in one for one in said)
    assert any("invite leader" in one for one in said)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"secret_key": None}, "fail  SECRET_KEY is missing"),
        ({"secret_key": SecretStr("x" * 40)}, "fail  SECRET_KEY is not the one"),
        ({"telegram_token": SecretStr("1:wrong")}, "fail  TELEGRAM_TOKEN is refused"),
        ({"telegram_token": None}, "fail  TELEGRAM_TOKEN is missing"),
        ({"telegram_api_url": "http://127.0.0.1:9"}, "fail  TELEGRAM_API_URL does not answer"),
        ({"public_url": "https://bot.example.vn"}, "warn  PUBLIC_URL is set, but Telegram has no"),
        ({"office_file": Path("nowhere.toml")}, "fail  OFFICE_FILE nowhere.toml cannot be read"),
        ({"database_url": "sqlite:///nowhere.db"}, "warn  The database does not exist yet"),
        ({"database_url": "postgresql://x@127.0.0.1:9/x"}, "fail  DATABASE_URL does not answer"),
    ],
)
async def test_a_check_names_what_is_wrong(
    town: Town, changed: dict[str, object], words: str
) -> None:
    await town.says(town.telegram.person("Bà Tư"), "chào")
    assert await finds(town, words, **changed)


async def test_what_several_looks_stumble_over_is_said_once(town: Town) -> None:
    said = await grave(town, secret_key=SecretStr("short"), telegram_token=None)
    assert len([one for one in said if "SECRET_KEY is shorter" in one]) == 1
    assert len([one for one in said if "TELEGRAM_TOKEN is missing" in one]) == 1


async def test_a_name_that_is_no_setting_is_a_line(town: Town, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("TELEGRAM_TOKN=1\n", encoding="utf-8")
    with chdir(tmp_path):
        said = await grave(town)
    assert "names TELEGRAM_TOKN, which is no setting: did you mean TELEGRAM_TO" in "\n".join(said)


async def test_a_short_secret_is_only_a_warning(town: Town) -> None:
    assert await finds(town, "warn  SECRET_KEY has 12", secret_key=SecretStr("only letters"))


async def test_every_fault_of_the_office_file_is_a_line(town: Town, tmp_path: Path) -> None:
    file = tmp_path / "broken.toml"
    text = OFFICE.read_text(encoding="utf-8")
    file.write_text(text.replace("\ndays = 3\n", "\ndays = 0\n", 2), encoding="utf-8")
    said = [one for one in await grave(town, office_file=file) if one.startswith("fail")]
    assert len(said) == 2
    assert all("line " in one and "days" in one for one in said)


async def test_a_webhook_that_polling_cannot_get_past_is_found(town: Town) -> None:
    channel = town.app.channels["telegram"]
    assert isinstance(channel, TelegramChannel)
    await channel.register("https://other.example.vn/hook")
    assert await finds(town, "fail  Telegram brings updates to https://other.example.vn/hook")


async def test_a_group_without_the_bot_is_found(town: Town) -> None:
    chief = town.telegram.person("Chị Hoa")
    group = town.telegram.group("Phòng Kinh tế", admins=[chief])
    await town.connect(chief, group, "kinh_te")
    assert await finds(town, "warn  The group of kinh_te, 'Phòng Kinh tế': the bot hears only")
    group.promote_bot()
    await town.settle()
    assert not await finds(town, "The group of kinh_te")
    group.demote_bot()
    group.mutes()
    assert await finds(town, "fail  The group of kinh_te, 'Phòng Kinh tế': its members may not")
    group.promote_bot()
    assert not await finds(town, "fail  The group of kinh_te")
    await town.close()
    group.kick_bot()
    assert await finds(town, "fail  The group of kinh_te")


async def test_a_case_is_told_whole_but_not_whose_it_is(town: Town) -> None:
    tu, hoa = town.telegram.person("Lê Thị Tư", username="ba_tu"), town.telegram.person("Hoa")
    group = town.telegram.group("Phòng Kinh tế", admins=[hoa])
    await town.connect(hoa, group, "kinh_te")
    said = tu.says("Đèn đường ấp 3 hư cả tuần nay")
    await town.settle()
    tu.edits(said, "Đèn đường ấp 3 hư hai tuần nay")
    await town.settle()
    for label in ("Gửi", "Đúng", "Bỏ qua"):
        if any(label in one for one in tu.last.labels):
            await town.presses(tu, tu.last, label)
    async with town.app.database.reading() as store:
        case = await store.cases.by_id(1)
        assert case
        lines = await told(store, case)
    text = "\n".join(lines)
    assert lines[0].startswith(f"{case.code}  report, ")
    assert "2026-11-16 08:0" in lines[1]
    assert lines[2:] == sorted(lines[2:], key=lambda line: line[:19])
    for words in (
        "send by resident",
        "received → assigned",
        "delivery  card to chat",
        "v1: Đèn đường ấp 3 hư cả tuần nay",
        "v2: Đèn đường ấp 3 hư hai tuần nay",
    ):
        assert words in text
    for identity in ("Lê Thị Tư", "ba_tu", str(tu.id)):
        assert identity not in text


async def someone_whose_message_failed(town: Town, body: bytes = b"") -> Person:
    """Bà Tư has said hello; then she said something that could not be handled."""
    tu = town.telegram.person("Bà Tư")
    await town.says(tu, "/start")
    await town.pass_time(timedelta(seconds=5))  # no pace holds up what comes next
    message = Incoming(
        address=Address("telegram", str(tu.id)),
        external_id="77",
        kind=Kind.TEXT,
        sender=Sender(str(tu.id), "Bà Tư"),
        private=True,
        sent_at=town.clock.now(),
        text="Rác ở hẻm 5 chưa ai thu gom",
    )
    arrived = Arrived("telegram", str(tu.id), "77", body or INCOMING.dump_json(message))
    async with town.app.database.unit_of_work() as store:
        await store.inbox.add([arrived], town.clock.now())
        (row,) = await store.inbox.waiting()
        await store.inbox.mark([row.id], Taken.FAILED, town.clock.now(), "ValueError")
    return tu


async def replayed(town: Town) -> Done:
    """What `python -m bot replay` does beside the town."""
    app = await build(town.settings, town.clock, town._channels)
    try:
        return await take_up(app)
    finally:
        await app.database.close()


async def test_a_replay_without_a_running_desk_finishes_what_failed(town: Town) -> None:
    tu = await someone_whose_message_failed(town)
    await town.close()
    assert await replayed(town) == Done("1 message taken up again here.")
    assert "Rác ở hẻm 5" in tu.last.text
    assert await replayed(town) == Done("Nothing had failed.")


async def test_a_replay_beside_a_running_desk_leaves_the_work_to_it(town: Town) -> None:
    tu = await someone_whose_message_failed(town)
    with only_one(town.settings):
        done = await replayed(town)
    assert done == Done("1 message put back in line; the running desk handles them.")
    assert "Rác ở hẻm 5" not in tu.last.text
    await town.pass_time(timedelta(minutes=1))
    assert "Rác ở hẻm 5" in tu.last.text


async def test_what_fails_again_or_cannot_be_read_is_counted(town: Town) -> None:
    await someone_whose_message_failed(town, body=b"not what it was")
    town.telegram.poison()
    await town.settle()
    await town.close()
    assert await replayed(town) == Done("1 message taken up again here.", left=2)


async def test_a_replay_on_either_engine_does_the_same(both_towns: Town) -> None:
    tu = await someone_whose_message_failed(both_towns)
    await both_towns.close()
    assert (await replayed(both_towns)).left == 0
    assert "Rác ở hẻm 5" in tu.last.text


async def of_zalo(open_a_town: OpenTown, *platforms: str) -> Town:
    """A town with a connected group on the OA."""
    town = await open_a_town(platforms=platforms)
    hoa = town.zalo_oa.person("Hoa")
    group = town.zalo_oa.group("Phòng Kinh tế", admins=[hoa])
    await town.settle()
    await town.connect(hoa, group, "kinh_te")
    return town


async def all_said(town: Town, **changed: object) -> str:
    settings = town.settings.model_copy(update=changed)
    return "\n".join([str(one) async for one in findings(settings)])


async def test_a_check_says_who_the_official_account_is_and_where_its_webhook_goes(
    open_a_town: OpenTown,
) -> None:
    town = await of_zalo(open_a_town, "zalo_oa", "zalo_bot")
    said = await all_said(town)
    assert "ok    ZALO_OA_ID is UBND" in said
    assert "verified, package Growth until 31/12/2099." in said
    assert f"{town.settings.public_url}/webhook/zalo-oa/" in said
    assert "ok    The group of kinh_te on Zalo can be written to." in said
    assert "ok    The Official Account was last heard at" in said
    assert "ok    ZALO_BOT_TOKEN is taken by Zalo; updates come by webhook." in said
    assert "warn  ZALO_OA_SIGNATURE is log" in said
    assert not [line for line in said.splitlines() if line.startswith("fail")]
    assert town.zalo_oa.access_token not in said
    assert "ZALO_OA_SIGNATURE" not in await all_said(town, zalo_oa_signature="enforce")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"public_url": ""}, "fail  PUBLIC_URL is missing"),
        ({"zalo_oa_webhook_secret": None}, "warn  ZALO_OA_WEBHOOK_SECRET is missing"),
        ({"zalo_oa_id": "1"}, "fail  ZALO_OA_ID is not the account that has consented"),
        ({"zalo_app_id": "1"}, "fail  Nobody has consented for the Official Account"),
        ({"zalo_app_secret": None}, "fail  ZALO_APP_ID and ZALO_APP_SECRET are missing"),
        ({"zalo_bot_token": SecretStr("1:wrong")}, "fail  ZALO_BOT_TOKEN"),
    ],
)
async def test_what_is_wrong_with_zalo_is_a_line(
    open_a_town: OpenTown, changed: dict[str, object], words: str
) -> None:
    town = await of_zalo(open_a_town, "zalo_oa", "zalo_bot")
    assert words in await all_said(town, **changed)


@pytest.mark.parametrize(
    "body",
    ["<html>blocked</html>", "", "[]", "null", '{"ok":true}', '{"ok":true,"result":null}',
     '{"ok":true,"result":"x"}', '{"ok":true,"result":{}}', '{"ok":true,"result":[]}'],
)  # fmt: skip
async def test_who_answers_in_a_platforms_stead_is_not_taken_for_it(town: Town, body: str) -> None:
    anything = Starlette(
        routes=[Route("/{path:path}", lambda _: Response(body), methods=["GET", "POST"])]
    )
    async with serve(anything) as url:
        said = await all_said(
            town,
            telegram_api_url=url,
            zalo_bot_token=SecretStr("1:x"),
            zalo_bot_api_url=url,
        )
    assert "fail  TELEGRAM_API_URL does not answer" in said
    assert "fail  ZALO_BOT_API_URL does not answer" in said
    assert "TOKEN is" not in said
    assert "A fault of this program" not in said


async def test_an_account_or_a_group_in_trouble_is_a_line(open_a_town: OpenTown) -> None:
    town = await of_zalo(open_a_town, "zalo_oa")
    faults = town.zalo_oa.faults
    getoa = "/v2.0/oa/getoa"
    faults.answer({"error": 0, "data": {"oaid": town.zalo_oa.oa_id, "name": "UBND"}}, path=getoa)
    assert "warn  The Official Account UBND is not verified." in await all_said(town)
    faults.error(-224, path=getoa)
    assert "fail  The Official Account cannot be asked: Zalo -224" in await all_said(town)
    faults.error(-403, path="/v3.0/oa/group/getgroup")
    assert "fail  The group of kinh_te cannot be reached: Zalo -403" in await all_said(town)
    group = {"group_info": {"status": "disabled"}}
    faults.answer({"error": 0, "data": group}, path="/v3.0/oa/group/getgroup")
    assert "fail  The group of kinh_te on Zalo is disabled" in await all_said(town)


async def test_an_account_that_nobody_has_written_to_is_told_so(open_a_town: OpenTown) -> None:
    town = await open_a_town(platforms=("zalo_oa",))
    assert "warn  Nothing has ever come from the Official Account" in await all_said(town)


async def test_a_code_with_the_letter_of_a_moment_is_still_a_code(town: Town) -> None:
    code = await reports(town, town.telegram.person("Tư"))
    async with town.app.open_desk() as desk:
        case = await desk.store.cases.by_code(code)
        assert case
        case.code = "PA-2611-UKTW"  # a T where a time has one
        await desk.store.cases.note(case, "change", desk.now)
    async with town.app.database.reading() as store:
        case = await store.cases.by_code("PA-2611-UKTW")
        assert case
        assert f"code {code} → PA-2611-UKTW" in "\n".join(await told(store, case))
