"""The duty chat hears, once a day, that a platform must be given the desk's rights again."""

from handlers.desk import Desk


async def sweep(desk: Desk) -> int:
    """Say it for every account whose grant is lost; returns how many there are."""
    lost = await desk.store.tokens.lost(desk.now)
    for one in lost:
        how = (
            desk.say("channels.grant_page", link=one.link)
            if one.link
            else desk.say("channels.grant_by_hand")
        )
        platform = one.account.partition(":")[0]
        day = (desk.now - one.since).days
        await desk.alert(
            "channels.grant_lost",
            once=f"grant:{one.account}:{one.since:%Y%m%d%H%M%S}:{day}",
            since=desk.wording.moment(one.since),
            channel=desk.say(f"channels.name_{platform}"),
            how=how,
        )
    return len(lost)
