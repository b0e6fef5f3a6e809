"""Groups of the stand-in for Telegram: who is in them, their topics, their moving house."""

from typing import Protocol

from bot.sandbox.telegram_chats import Chat, Message
from bot.sandbox.telegram_desk import RIGHTS, bot_stands, open_topic
from bot.sandbox.telegram_errors import Impossible, Json
from bot.sandbox.telegram_world import World

_ADMINS = {"creator", "administrator"}


class Somebody(Protocol):
    """A person, as far as a group needs to know one."""

    user: Json

    @property
    def id(self) -> int:
        """The user's id."""


class Group:
    """A group as its owner and members handle it."""

    def __init__(self, world: World, chat: Chat, owner: Json) -> None:
        self._world = world
        self._owner = owner
        self.chat = chat

    @property
    def id(self) -> int:
        """Negative, as all groups' ids."""
        return self.chat.id

    @property
    def title(self) -> str:
        """The group's name."""
        return str(self.chat.names["title"])

    @property
    def messages(self) -> list[Message]:
        """What stands in the group, oldest first, without Telegram's own lines."""
        return self.chat.messages

    @property
    def last(self) -> Message:
        """The newest message. Raises IndexError when nothing was said."""
        return self.chat.messages[-1]

    def check_may_speak(self, user_id: int, topic: int | None, *, anonymous: bool) -> None:
        """Raise Impossible for what no app would offer this person."""
        if self.chat.moved_to is not None:
            raise Impossible("the group has become a supergroup")
        status = self.chat.members.get(user_id)
        if status not in {*_ADMINS, "member"}:
            raise Impossible("not a member of the group")
        if anonymous and (status not in _ADMINS or self.chat.type != "supergroup"):
            raise Impossible("only admins of a supergroup can be anonymous")
        if topic is not None and topic not in self.chat.topics:
            raise Impossible("no such topic")

    def add_bot(self, by: Somebody | None = None, *, admin: bool = False) -> None:
        """Take the bot in; privacy mode is fixed at this moment."""
        user = by.user if by else self._owner
        self.chat.sees_all = not self._world.privacy
        bot_stands(self._world, self.chat, "member", None, user)
        self._announce({"new_chat_members": [self._world.me]}, user)
        if admin:
            self.promote_bot()

    def promote_bot(self, *, without: frozenset[str] = frozenset()) -> None:
        """Make the bot an admin with all rights but the named ones."""
        self.chat.bot_admin = True
        self.chat.bot_rights = frozenset(RIGHTS) - without
        bot_stands(self._world, self.chat, "administrator", None, self._owner)

    def demote_bot(self) -> None:
        """Make the bot a plain member."""
        self._lower("member", None)

    def mutes(self, *, members: bool = True) -> None:
        """Let nobody but admins write, or everybody again; Telegram tells no bot."""
        self.chat.muted = members

    def kick_bot(self) -> None:
        """Put the bot out."""
        self._lower("kicked", f"bot was kicked from the {self.chat.type} chat")

    def delete(self) -> None:
        """Delete the whole group."""
        self._lower("left", "the group chat was deleted")

    def _lower(self, status: str, refusal: str | None) -> None:
        self.chat.bot_admin, self.chat.bot_rights = False, frozenset()
        bot_stands(self._world, self.chat, status, refusal, self._owner)

    def joins(self, person: Somebody, *, admin: bool = False) -> None:
        """A person comes in."""
        self.chat.members[person.id] = "administrator" if admin else "member"
        self._announce({"new_chat_members": [person.user]}, person.user)

    def leaves(self, person: Somebody) -> None:
        """A person goes."""
        self.chat.members[person.id] = "left"
        self._announce({"left_chat_member": person.user}, person.user)

    def migrate(self) -> "Group":
        """Become a supergroup: a new id, new message numbers; the old chat answers no more."""
        if self.chat.type != "group" or self.chat.moved_to is not None:
            raise Impossible("only a basic group becomes a supergroup")
        old = self.chat
        new = Chat(
            -1_001_000_000_000 - self._world.number("supergroup"),
            "supergroup",
            old.names,
            old.refusal,
            sees_all=old.sees_all,
            bot_admin=old.bot_admin,
            bot_rights=old.bot_rights,
            members=dict(old.members),
        )
        self._world.chats[new.id] = new
        group = Group(self._world, new, self._owner)
        self._announce({"migrate_to_chat_id": new.id}, self._owner)
        group._announce({"migrate_from_chat_id": old.id}, self._owner)
        old.moved_to = new.id
        return group

    def make_topic(self, name: str) -> int:
        """The owner opens a topic; says its id."""
        if not self.chat.forum:
            raise Impossible("the group has no topics")
        topic = open_topic(self._world, self.chat, name, self._owner)
        return int(topic["message_thread_id"])

    def close_topic(self, topic: int) -> None:
        """Nobody but admins writes there any more."""
        self.chat.topics[topic].closed = True

    def delete_topic(self, topic: int) -> None:
        """Take a topic and all that stands in it away, which Telegram tells no bot."""
        del self.chat.topics[topic]
        for message in self.chat.posted.values():
            message.gone = message.gone or message.thread == topic
        self._world.pulse()

    def topics_on(self) -> None:
        """Give a supergroup topics."""
        if self.chat.type != "supergroup":
            raise Impossible("migrate() first: only a supergroup has topics")
        self.chat.forum = True

    def topics_off(self) -> None:
        """Take the topics away: their ids are dead."""
        self.chat.forum = False
        self.chat.topics.clear()

    def _announce(self, content: Json, sender: Json) -> None:
        message = self._world.post(self.chat, content, sender=sender, service=True)
        self._world.announce(message)
