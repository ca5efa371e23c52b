"""Which addresses may be connected to: public ones, and the private networks that an operator names."""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address
_COMPATIBLE = IPv6Network("::/96")  # RFC 4291 section 2.5.5.1, deprecated


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressRule:
    """`allowed` networks may be crawled besides the public ones; `loopback_only` shuts everything but loopback."""

    allowed: tuple[Network, ...] = ()
    loopback_only: bool = False

    def refusal(self, address: str) -> str | None:
        """Why this IP address may not be connected to: a reason code, None where it may."""
        found = _embedded(ip_address(address.partition("%")[0]))
        if self.loopback_only and not found.is_loopback:
            return "operator_unset"
        if any(found in network for network in self.allowed if network.version == found.version):
            return None
        return None if found.is_global and not found.is_multicast else "address_refused"

    def refusal_of_host(self, host: str) -> str | None:
        """The same for the host of a URL where it is an IP address; names are judged when they are resolved."""
        try:
            return self.refusal(host.strip("[]"))
        except ValueError:
            return None


def address_rule(networks: tuple[str, ...], *, is_named: bool) -> AddressRule:
    """The rule of a configuration; ValueError where a network is not in CIDR form."""
    allowed = tuple(ip_network(network, strict=False) for network in networks)
    return AddressRule(allowed=allowed, loopback_only=not is_named)


def _embedded(address: Address) -> Address:
    """The IPv4 address that an IPv6 one stands for, where it does: a packet may end up there."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64 or (address in _COMPATIBLE and int(address) > 1):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else address)
