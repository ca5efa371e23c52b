"""Robots of WeCom groups: developer.work.weixin.qq.com/document/path/91770 and the list of codes there, 90313.

Plain text: what a title holds is never markup, and people can be mentioned in it. At most 2 048 bytes of UTF-8, 20 messages
a minute. The address holds the robot's key; there is no signature.
"""

from alerts.channels.http import Request
from alerts.channels.service import Post, Service, as_json, is_mobile
from alerts.splitting import utf8_size

LONGEST_TEXT = 2048
TOO_FAST = frozenset({45009, 45033})
FINAL = frozenset({
    93000,  # the key in the address is not valid
    93004, 93008,  # the robot is switched off, or not in the group
    40008, 40033, 40035, 40058, 44004,  # the message's form; 40058 also where it is too long
    45002,  # too long
})  # fmt: skip


def _request(post: Post) -> Request:
    text = {
        "content": post.text,
        "mentioned_list": [one for one in post.mentioned if not is_mobile(one)],
        "mentioned_mobile_list": [one for one in post.mentioned if is_mobile(one)],
    }
    body = as_json({"msgtype": "text", "text": {key: value for key, value in text.items() if value}})
    return Request(address=post.address, body=body, headers={"Content-Type": "application/json"})


WECOM = Service(
    name="wecom",
    room=lambda _: LONGEST_TEXT,
    size=utf8_size,
    windows=((20, 1.0),),
    pause=1.0,
    request=_request,
    plain=lambda text: text.replace("<@", "\N{FULLWIDTH LESS-THAN SIGN}@"),
    calling=lambda _: "",
    codes=("errcode",),
    fast=TOO_FAST,
    final=FINAL,
)
