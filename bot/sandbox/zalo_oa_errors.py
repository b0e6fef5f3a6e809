"""How the stand-in for Zalo's Official Account platform says no, in the words of the real one."""

from bot.sandbox.telegram_errors import Json

MESSAGES = {
    -32: "Your application reached limit call api",
    -100: "attachment_id was expired",
    -200: "Send message failed",
    -201: "Parameter is invalid!",
    -204: "Offical Account is disable",
    -205: "Official Account is not exist",
    -209: "Not supported this api because your app is not activated",
    -210: "Parameter exceeds allowable limit",
    -211: "Out of quota",
    -212: "App has not registed this api",
    -213: "User has not followed OA",
    -214: "Article is being processed",
    -216: "Access token is invalid",
    -217: "User has blocked invitation from OA",
    -218: "Out of quota receive",
    -219: "App is removed or disabled",
    -220: "access_token is expired or removed",
    -221: "OA needs to be verified",
    -223: "OA has not authorized this API",
    -224: "OA needs to upgrade OA Tier Package",
    -227: "User is banned or has been inactive for more than 45 days",
    -230: "User has not interacted with the OA in the past 7 days",
    -231: "User has not interacted with the OA",
    -232: "User's last interaction has expired",
    -233: "Message type is invalid or not support",
    -234: "This message type is not allowed to be sent at night",
    -235: "API does not support this type of OA",
    -237: "The group is disabled",
    -238: "asset_id is used",
    -240: "MessageV2 API has been shut down, please use MessageV3 API",
    -241: "asset_id is disabled",
    -242: "Invalid appsecret_proof provided in the API argument",
    -244: "User has restricted this message type",
    -248: "Message violates platform standards",
    -249: "Template is not supported to send via UID",
    -320: "Zalo Cloud Account is not connected",
    -321: "Zalo Cloud Account is out of money",
    -403: "OA is not in group",
}
"""Code and message; the spelling is Zalo's (`registed`, `Offical`)."""


class ApiError(Exception):
    """An answer with HTTP 200 and `error` other than 0; without `message` the usual one."""

    def __init__(self, code: int, message: str = "") -> None:
        super().__init__(message or MESSAGES.get(code, "Unknown error"))
        self.code = code

    def body(self) -> Json:
        """The JSON that the caller reads."""
        return {"error": self.code, "message": str(self)}


class OauthError(Exception):
    """What the token endpoint answers, with HTTP 200 too, in a shape of its own."""

    def __init__(self, code: int, name: str, reason: str = "") -> None:
        super().__init__(name)
        self.code = code
        self.reason = reason or name

    def body(self) -> Json:
        """The JSON that the caller reads."""
        return {
            "error": self.code,
            "error_name": str(self),
            "error_reason": self.reason,
            "error_description": self.reason,
            "ref_doc": "https://developers.zalo.me/docs/social-api/tham-khao/ma-loi",
        }


def invalid(field: str) -> ApiError:
    """-201: this field is missing, unknown, or not what it should be."""
    return ApiError(-201, f"{field} is invalid!")
