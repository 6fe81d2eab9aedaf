"""What a platform gives us for a while so that it knows us, shared by all processes of the store."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from storage.tables.types import Sealed


class PlatformToken(SQLModel, table=True):
    """One account's access token."""

    __tablename__ = "platform_token"
    account: str = Field(primary_key=True)
    """Channel and account, as `wechat:wx0123…`: no secret."""
    token: bytes | None = Field(sa_type=Sealed, repr=False)
    expires_at: datetime | None
    forced_at: datetime | None
    """When somebody last had the platform replace it before its time."""
