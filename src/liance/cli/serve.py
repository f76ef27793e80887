"""``liance serve``: the workbench in the browser."""

from __future__ import annotations

import importlib.util

import click

from liance.cli.base import OK
from liance.cli.grammar import METAVARS, Command, Option
from liance.core.errors import LianceError
from liance.core.language import Language, Text

_ABOUT = Text(
    zh="启动浏览器工作台：上传、阅读、评分、起草、比较与目标跟踪。",
    en="Serve the workbench in the browser: upload, read, score, draft, compare, follow targets.",
)
_STORE = Text(
    zh="数据库：文件路径或 postgresql:// 地址；默认 LIANCE_STORE，再默认 liance.sqlite3。",
    en="The store: a file path or postgresql:// address; default LIANCE_STORE, then liance.sqlite3.",
)
_HOST = Text(
    zh="监听地址；默认只供本机，0.0.0.0 供全网。",
    en="Address to listen on; default this computer only, 0.0.0.0 for all.",
)
_PORT = Text(zh="端口，0 为任一空闲端口。", en="Port; 0 for any free one.")
_DEMO = Text(zh="空库时填入示例规划与人员。", en="Fill an empty store with example plans and people.")
_NAME = Text(
    zh="人们访问时用的主机名，可重复。", en="Host name by which people reach the server; may be repeated."
)
_HTTPS = Text(zh="前面有 https 代理。", en="A proxy in front speaks https.")
_READY = Text(
    zh="工作台已就绪：{address}    数据库：{store}", en="The workbench is ready: {address}    store: {store}"
)
_FIRST = Text(
    zh="首次使用，请打开：{address}setup/?code={code}",
    en="First run, please open: {address}setup/?code={code}",
)
_ACCOUNTS = Text(
    zh="演示账号 demo 及各角色账号（analyst、expert1…）的密码：{password}",
    en="Password of the demonstration accounts demo, analyst, expert1 ...: {password}",
)
_STOP = Text(zh="按 Ctrl+C 停止。", en="Ctrl+C stops it.")


class WebMissingError(LianceError):
    """The web extra is not installed."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                zh="浏览器工作台需要附加组件：pip install 'liance[web]'",
                en="the browser workbench needs an extra: pip install 'liance[web]'",
            )
        )


def command(language: Language) -> click.Command:
    """Return the command with its help in ``language``."""

    def run(store: str | None, host: str, port: int, demo: bool, names: tuple[str, ...], https: bool) -> int:
        if any(importlib.util.find_spec(name) is None for name in ("django", "allauth", "ninja", "waitress")):
            raise WebMissingError
        from liance.web.server import prepare

        started = prepare(store, host, port, demo=demo, names=names, https=https)
        click.echo(_READY.render(language, address=started.address, store=started.store))
        if started.code:
            click.echo(_FIRST.render(language, address=started.address, code=started.code))
        if started.password:
            click.echo(_ACCOUNTS.render(language, password=started.password))
        click.echo(_STOP.render(language))
        started.run()
        return OK

    return Command(
        name="serve",
        language=language,
        help=_ABOUT.render(language),
        callback=run,
        params=[
            Option(["--store"], metavar=METAVARS["NAME"].render(language), help=_STORE.render(language)),
            Option(["--host"], default="127.0.0.1", metavar="IP", help=_HOST.render(language)),
            Option(["--port"], default=8700, type=click.IntRange(0, 65_535), help=_PORT.render(language)),
            Option(["--demo"], is_flag=True, help=_DEMO.render(language)),
            Option(
                ["--name", "names"],
                multiple=True,
                metavar=METAVARS["NAME"].render(language),
                help=_NAME.render(language),
            ),
            Option(["--https"], is_flag=True, help=_HTTPS.render(language)),
        ],
    )
