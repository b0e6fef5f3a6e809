"""STUB."""
from handlers.desk import Desk
from storage.models import Case


async def ask(desk: Desk, case: Case) -> None:
    """Stub."""
