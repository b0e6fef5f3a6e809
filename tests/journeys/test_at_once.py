"""What arrives in the same moment is handled as if one came after the other."""

from bot.sandbox.town import Town


async def test_a_code_typed_in_two_groups_at_once_opens_one(both_towns: Town) -> None:
    town = both_towns
    hoa = town.telegram.person("Hoa")
    groups = [town.telegram.group(f"Nhóm {n}", admins=[hoa]) for n in range(2)]
    await town.settle()
    code = await town.invite("unit", "kinh_te")
    for group in groups:
        hoa.says(f"/ketnoi {code}", in_=group)
    await town.settle()
    assert sorted("✅" in group.last.text for group in groups) == [False, True]
