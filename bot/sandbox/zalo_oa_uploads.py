"""Pictures and files that the OA uploads before it sends them, in the stand-in for Zalo's OA."""

from collections.abc import Callable

from bot.sandbox.telegram_body import Upload
from bot.sandbox.telegram_errors import Json
from bot.sandbox.zalo_oa_errors import invalid
from bot.sandbox.zalo_oa_world import World

KEYS = {"image": "attachment_id", "gif": "attachment_id", "file": "token"}
"""Under which name the answer says the id."""


def _uploader(kind: str) -> Callable[[World, Json], Json]:
    def upload(world: World, params: Json) -> Json:
        """One part named `file`; a GIF's may be named `image`, as the documentation's example."""
        names = {"file", "image"} if kind == "gif" else {"file"}
        given = next(iter(params.values()), None)
        if len(params) != 1 or not names & params.keys() or not isinstance(given, Upload):
            raise invalid("file")
        return {KEYS[kind]: world.files.upload(kind, given)}

    return upload


UPLOADS = {("POST", f"/v2.0/oa/upload/{kind}"): _uploader(kind) for kind in KEYS}
