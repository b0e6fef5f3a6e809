"""STUB."""


async def sweep(desk) -> int:
    return 0
