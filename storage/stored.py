"""The table of files that people sent."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class StoredFile(SQLModel, table=True):
    """A file that somebody sent, kept once by its content."""

    __tablename__ = "stored_file"

    sha256: str = Field(primary_key=True)
    size: int
    mime: str = ""
    name: str = ""
    stored_at: datetime
