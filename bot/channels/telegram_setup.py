"""What an operator asks of Telegram: who the bot is, its webhook, its rights, its commands."""

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    ChatMember,
    ChatMemberAdministrator,
    ChatMemberRestricted,
)

Commands = Sequence[tuple[str, str]]
"""(command without slash, what it does)."""

HEARD = ("message", "edited_message", "callback_query", "my_chat_member", "chat_member")
"""The updates that we ask for; Telegram remembers the last list, so it is always said."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The bot as Telegram knows it. `can_read_all`: privacy mode is off."""

    username: str
    name: str
    can_read_all: bool
    webhook: str  # empty: polling
    waiting: int  # updates not yet delivered
    last_error: str  # of the webhook


@dataclass(frozen=True, slots=True)
class Rights:
    """What the bot may do in a group. `hears_all`: as an admin or without privacy mode.

    `writes`: the group lets its members write, or the bot is an admin.
    """

    title: str
    status: str  # Telegram's word: administrator, member, left, kicked …
    forum: bool
    can_manage_topics: bool
    hears_all: bool
    writes: bool


async def facts(bot: Bot) -> Facts:
    """Ask who we are and where updates go."""
    me, hook = await bot.get_me(), await bot.get_webhook_info()
    return Facts(
        username=me.username or "",
        name=me.full_name,
        can_read_all=bool(me.can_read_all_group_messages),
        webhook=hook.url,
        waiting=hook.pending_update_count,
        last_error=hook.last_error_message or "",
    )


async def rights(bot: Bot, chat_id: str) -> Rights:
    """Ask what we may do in a group."""
    chat = await bot.get_chat(int(chat_id))
    me = await bot.get_me()
    member = await bot.get_chat_member(int(chat_id), me.id)
    admin = member if isinstance(member, ChatMemberAdministrator) else None
    permitted = chat.permissions is None or chat.permissions.can_send_messages is not False
    return Rights(
        title=chat.title or "",
        status=member.status,
        forum=bool(chat.is_forum),
        can_manage_topics=bool(admin and admin.can_manage_topics),
        hears_all=member.status == ChatMember.ADMINISTRATOR or bool(me.can_read_all_group_messages),
        writes=admin is not None or permitted,
    )


async def in_group(bot: Bot, chat_id: str, user_id: str) -> bool:
    """Ask whether somebody is in a group; who is restricted may be either."""
    member = await bot.get_chat_member(int(chat_id), int(user_id))
    if isinstance(member, ChatMemberRestricted):
        return member.is_member
    return member.status not in (ChatMember.LEFT, ChatMember.BANNED)


async def set_commands(bot: Bot, private: Commands, groups: Commands) -> None:
    """Show these commands in all private chats, and those in all groups."""
    await _commands(bot, private, BotCommandScopeAllPrivateChats())
    await _commands(bot, groups, BotCommandScopeAllGroupChats())


async def _commands(bot: Bot, commands: Commands, scope: BotCommandScope) -> None:
    if commands:
        await bot.set_my_commands([BotCommand(*one) for one in commands], scope=scope)
    else:
        await bot.delete_my_commands(scope=scope)
