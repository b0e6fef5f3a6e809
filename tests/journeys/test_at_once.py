"""What arrives in the same moment is handled as if one came after the other."""

from bot.sandbox.town import Town


async def test_a_code_typed_by_two_at_once_serves_one(both_towns: Town) -> None:
    town = both_towns
    people = [town.telegram.person(name) for name in ("Hoa", "Minh")]
    for who in people:
        await town.says(who, "/trogiup")
    code = await town.invite("leader")
    await town.close()  # so that both codes come in one batch
    for who in people:
        who.says(f"/ketnoi {code}")
    await town.restart()
    assert sorted("✅" in who.last.text for who in people) == [False, True]
