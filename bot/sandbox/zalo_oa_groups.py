"""GMF groups of the stand-in for Zalo's OA, as their members and the OA's admins handle them."""

from typing import Protocol

from bot.sandbox.telegram_errors import Impossible
from bot.sandbox.zalo_oa_chats import GroupChat, Message
from bot.sandbox.zalo_oa_events import in_group
from bot.sandbox.zalo_oa_world import World


class Somebody(Protocol):
    """A person, as far as a group needs to know one."""

    @property
    def id(self) -> str:
        """The user's id."""


class Group:
    """A group that the OA owns."""

    def __init__(self, world: World, chat: GroupChat) -> None:
        self._world = world
        self.chat = chat

    @property
    def id(self) -> str:
        """Twenty hexadecimal digits."""
        return self.chat.id

    @property
    def title(self) -> str:
        """The group's name."""
        return self.chat.title

    @property
    def messages(self) -> list[Message]:
        """What stands in the group, oldest first."""
        return self.chat.messages

    @property
    def last(self) -> Message:
        """The newest message. Raises IndexError when nothing was said."""
        return self.chat.messages[-1]

    def check_may_speak(self, user_id: str) -> None:
        """Raise Impossible for what no app would offer this person."""
        if user_id not in self.chat.members:
            raise Impossible("not a member of the group")
        if self.chat.settings.get("lock_send_msg") and self.chat.members[user_id] != "admin":
            raise Impossible("only admins may write in this group")

    def joins(self, person: Somebody, *, admin: bool = False) -> None:
        """A person comes in."""
        self.chat.members[person.id] = "admin" if admin else "member"
        self._tell("user_join_group", person.id)

    def asks_to_join(self, person: Somebody) -> None:
        """A person waits for the OA's consent."""
        self.chat.waiting.append(person.id)
        self._tell("user_request_join_group", person.id)

    def leaves(self, person: Somebody) -> None:
        """A person goes."""
        del self.chat.members[person.id]
        self._tell("user_leave_group", person.id)

    def loses(self, person: Somebody) -> None:
        """An admin puts a person out; the event is the same as for leaving."""
        self.leaves(person)

    def disable(self) -> None:
        """The asset has expired: every call says -237."""
        self.chat.enabled = False
        self._world.pulse()

    def enable(self) -> None:
        """The asset is paid again."""
        self.chat.enabled = True
        self._world.pulse()

    def dissolve(self) -> None:
        """The group ends: every call says -403."""
        self._tell("delete_group", self._world.who.oa_id)
        self.removes_oa()

    def removes_oa(self) -> None:
        """The OA is no longer in it: every call says -403, and no event comes."""
        self.chat.oa_inside = False
        self._world.pulse()

    def takes_oa_back(self) -> None:
        """The OA is in it again."""
        self.chat.oa_inside = True
        self._world.pulse()

    def _tell(self, name: str, user_id: str) -> None:
        if self.chat.oa_inside:
            in_group(self._world, self.chat, name, user_id)
