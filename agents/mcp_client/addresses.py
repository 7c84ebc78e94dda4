"""Where a tool server may be. A manager types the address, so it may not point into the machine or its cloud."""

import ipaddress
from urllib.parse import SplitResult, urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Where clouds hand out credentials to whoever asks, beside the link-local ones.
METADATA = {ipaddress.ip_address(text) for text in ("100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254")}
NAT64 = ipaddress.ip_network("64:ff9b::/96")


class BadAddress(ValueError):
    """We do not go there; the message says why."""


def checked(url: str) -> str:
    """The address, if it is one for a tool server. Raises BadAddress."""
    parts = _split(url)
    if parts.username is not None or parts.password is not None:
        raise BadAddress("An address may not hold a user or password; set the secret in its own field.")
    if parts.fragment:
        raise BadAddress("An address may not have a fragment (#…).")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname or "")):
        raise BadAddress("Only https:// addresses, or http:// on this machine: secrets and answers must be encrypted.")
    try:
        refuse(ipaddress.ip_address(parts.hostname or ""), parts.hostname or "")
    except BadAddress:
        raise
    except ValueError:
        pass  # a name: what it resolves to is checked when we connect
    return url


def origin(url: str) -> str:
    """scheme://host:port, which is whom a secret is for."""
    parts = _split(url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{parts.scheme}://{host}:{parts.port or {'http': 80, 'https': 443}.get(parts.scheme, 0)}"


def is_loopback(host: str) -> bool:
    """Whether the address itself says this machine; a name that merely resolves to it does not."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def refuse(address: Address, host: str) -> None:
    """Raises BadAddress where `host` may not be reached at this address. Private networks may: tools live there."""
    plain = _unwrapped(address)
    if plain.is_loopback != is_loopback(host):
        raise BadAddress(f"{host} leads to {address}; write 127.0.0.1 or localhost to reach this machine.")
    if plain.is_loopback:
        return
    if plain.is_link_local or plain in METADATA or address in METADATA:
        raise BadAddress(f"{host} leads to {address}, where machines keep their own secrets.")
    if plain.is_multicast or plain.is_unspecified or plain.is_reserved:
        raise BadAddress(f"{host} leads to {address}, which is no machine's address.")


def _unwrapped(address: Address) -> Address:
    """The IPv4 address inside an IPv6 one, if there is one: a detour to the same place."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else address)


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises on what is no port
    except ValueError:
        raise BadAddress("This is no address.") from None
    if not parts.hostname or any(character.isspace() or character == "\\" for character in url):
        raise BadAddress("This is no address.")
    return parts
