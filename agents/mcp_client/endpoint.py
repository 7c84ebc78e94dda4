"""A tool server as the client needs it: where it is and how we show who we are. No database in sight."""

from dataclasses import dataclass, field

from agents.mcp_client.addresses import origin


@dataclass(frozen=True, slots=True)
class Endpoint:
    name: str
    url: str
    auth: str = "none"  # none | token | oauth
    secret: str = field(default="", repr=False)
    client_id: str = ""
    token_url: str = ""
    scope: str = ""

    @property
    def token_origin(self) -> str:
        return origin(self.token_url)


class ServerError(Exception):
    """The server could not be asked, or said no. The message is for people, short, and free of secrets.

    permanent: asking again the same way is useless. outcome_unknown: the request went out and we cannot tell whether
    it was carried out; only asking again with the same key, or a person, can."""

    def __init__(self, message: str, *, permanent: bool = False, outcome_unknown: bool = False) -> None:
        super().__init__(message[:500])
        self.permanent = permanent
        self.outcome_unknown = outcome_unknown
