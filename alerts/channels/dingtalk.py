"""Custom robots of DingTalk groups: open.dingtalk.com/document/robots/custom-robot-access and its list of codes.

Plain text; the whole body at most 20 000 bytes, 20 messages a minute, else ten minutes of silence. Signed with a secret:
timestamp (ms) and base64 of the HMAC-SHA256 of `timestamp\\nsecret` under the secret, in the query; an hour's difference
of clocks is allowed.
"""

import base64
import hashlib
import hmac
from urllib.parse import urlencode

from alerts.channels.http import Request
from alerts.channels.service import Post, Service, as_json, is_mobile, json_size

LONGEST_BODY = 20_000
TOO_FAST = frozenset({130101, 410100, 660026, 90030})
FINAL = frozenset({
    310000,  # signature, keyword or network: the robot's own security settings
    300001, 300005, 400101,  # the token in the address
    400013, 400102, 400105,  # the group is gone, the robot is switched off, the kind of message
    40035, 101002, 460101,  # the message's form; too long
    430101, 430102, 430103, 430104,  # content that the service does not let pass
})  # fmt: skip


def signature(secret: bytes, stamp: str) -> str:
    """Base64 of the HMAC-SHA256 of `stamp` and the secret, in two lines, under the secret."""
    return base64.b64encode(hmac.new(secret, stamp.encode() + b"\n" + secret, hashlib.sha256).digest()).decode()


def _request(post: Post) -> Request:
    body = as_json({"msgtype": "text", "text": {"content": post.text}, "at": _at(post.mentioned)})
    return Request(address=_address(post), body=body, headers={"Content-Type": "application/json; charset=utf-8"})


def _address(post: Post) -> str:
    if post.secret is None:
        return post.address
    stamp = str(round(post.at.timestamp() * 1000))
    query = urlencode({"timestamp": stamp, "sign": signature(post.secret, stamp)})
    return f"{post.address}{'&' if '?' in post.address else '?'}{query}"


def _at(mentioned: tuple[str, ...]) -> dict[str, object]:
    return {
        "atMobiles": [one for one in mentioned if is_mobile(one)],
        "atUserIds": [one for one in mentioned if not is_mobile(one)],
        "isAtAll": False,
    }


def _room(mentioned: tuple[str, ...]) -> int:
    return LONGEST_BODY - len(as_json({"msgtype": "text", "text": {"content": ""}, "at": _at(mentioned)}))


def _calling(mentioned: tuple[str, ...]) -> str:
    return " ".join(f"@{one}" for one in mentioned) + "\n" if mentioned else ""


DINGTALK = Service(
    name="dingtalk",
    room=_room,
    size=json_size,
    windows=((20, 1.0),),
    pause=10.0,
    request=_request,
    plain=lambda text: text,
    calling=_calling,
    codes=("errcode",),
    fast=TOO_FAST,
    final=FINAL,
)
