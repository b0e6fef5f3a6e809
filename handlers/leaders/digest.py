"""STUB."""
async def weekly(desk) -> int:
    return 0
