"""Which addresses are shut, and that the gate stands where a socket is opened."""

import socket
from typing import Any

import aiohttp
import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from crawlers.download import AddressRefusedError, guarded_connector, session
from crawlers.networks import address_rule
from tests.crawlers.web import Reply, Web


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "240.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.2.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::", "2001:db8::1",
        "2001:0:4136:e378:8000:63bf:80ff:fffe",
    ],
)  # fmt: skip
def test_shut(address: str) -> None:
    assert address_rule((), is_named=True).refusal(address) == "address_refused"


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_public(address: str) -> None:
    assert address_rule((), is_named=True).refusal(address) is None
    assert address_rule((), is_named=False).refusal(address) == "operator_unset"


def test_named_networks_are_open_and_their_neighbours_are_not() -> None:
    rule = address_rule(("127.10.0.0/16", "fd00::/8"), is_named=True)
    assert rule.refusal("127.10.3.4") is None
    assert rule.refusal("::ffff:127.10.3.4") is None
    assert rule.refusal("fd12::1") is None
    assert rule.refusal("127.66.6.6") == "address_refused"


@pytest.mark.parametrize(("host", "reason"), [("[::1]", "address_refused"), ("news.example", None), ("8.8.8.8", None)])
def test_hosts_of_urls(host: str, reason: str | None) -> None:
    assert address_rule((), is_named=True).refusal_of_host(host) == reason


class Rebinding(AbstractResolver):
    """Gives the addresses it was told, one list after another, as a hostile name server does."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [
            ResolveResult(hostname=host, host=one, port=port, family=family, proto=0, flags=socket.AI_NUMERICHOST)
            for one in found
        ]

    async def close(self) -> None:
        """Nothing to close."""


async def _get(url: str, networks: tuple[str, ...], resolver: AbstractResolver) -> int:
    options: dict[str, Any] = {"resolver": resolver, "use_dns_cache": False}
    connector = guarded_connector(address_rule(networks, is_named=True), limit=1, **options)
    async with session(connector) as client, client.get(url) as response:
        return response.status


def run(coroutine: Any) -> Any:
    import asyncio  # noqa: PLC0415 - only here

    return asyncio.run(coroutine)


def test_a_name_that_turns_to_a_shut_address_is_refused_at_the_socket(web: Web) -> None:
    web.replies["/x"] = Reply(body=b"inside")
    url = f"http://rebound.example:{web.port}/x"
    with pytest.raises(aiohttp.ClientConnectorError) as caught:
        run(_get(url, (), Rebinding(["127.0.0.1"])))
    assert isinstance(caught.value.os_error, AddressRefusedError)
    assert web.asks == []


def test_of_several_addresses_only_open_ones_are_tried(web: Web) -> None:
    web.replies["/x"] = Reply(body=b"open")
    url = f"http://two.example:{web.port}/x"
    assert run(_get(url, ("127.0.0.1/32",), Rebinding(["127.66.6.6", "127.0.0.1"]))) == 200
