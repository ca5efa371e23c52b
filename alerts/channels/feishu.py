"""Custom robots of Feishu groups: open.feishu.cn/document/client-docs/bot-v3/add-custom-bot.

Plain text; the whole body at most 20 KB, 100 messages a minute and 5 a second. Signed with a secret: timestamp (s) and
base64 of the HMAC-SHA256 of nothing under `timestamp\\nsecret`, in the body; an hour's difference of clocks is allowed.
Old robots answer with StatusCode instead of code.
"""

import base64
import hashlib
import hmac
import re

from alerts.channels.http import Request
from alerts.channels.service import Post, Service, as_json, json_size

LONGEST_BODY = 20_000
"""The page says 20 KB, and not which."""
STAMPED = 100
"""Bytes of timestamp and signature."""
TAG = re.compile("<(?=/?at)", re.IGNORECASE)
TOO_FAST = frozenset({11232, 99991400})
FINAL = frozenset({
    9499,  # the message's form, or too long
    19001,  # the token in the address
    19021, 19022, 19024,  # signature, network, keyword: the robot's own security settings
    19036,  # too long
})  # fmt: skip


def signature(secret: bytes, stamp: str) -> str:
    """Base64 of the HMAC-SHA256 of nothing under `stamp` and the secret, in two lines."""
    return base64.b64encode(hmac.new(stamp.encode() + b"\n" + secret, b"", hashlib.sha256).digest()).decode()


def _request(post: Post) -> Request:
    row: dict[str, object] = {"msg_type": "text", "content": {"text": post.text}}
    if post.secret is not None:
        stamp = str(int(post.at.timestamp()))
        row = {"timestamp": stamp, "sign": signature(post.secret, stamp)} | row
    return Request(address=post.address, body=as_json(row), headers={"Content-Type": "application/json"})


def _calling(mentioned: tuple[str, ...]) -> str:
    """Ids with a quote in them are none: they would be markup."""
    ids = [one for one in mentioned if one.replace("_", "").replace("-", "").isalnum()]
    return "".join(f'<at user_id="{one}"></at>' for one in ids) + "\n" if ids else ""


FEISHU = Service(
    name="feishu",
    room=lambda _: LONGEST_BODY - STAMPED - len(as_json({"msg_type": "text", "content": {"text": ""}})),
    size=json_size,
    windows=((100, 1.0), (5, 1 / 60)),
    pause=1.0,
    request=_request,
    plain=lambda text: TAG.sub("\N{FULLWIDTH LESS-THAN SIGN}", text),
    calling=_calling,
    codes=("code", "StatusCode"),
    fast=TOO_FAST,
    final=FINAL,
)
