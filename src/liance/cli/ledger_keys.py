"""``liance ledger key`` and ``create``: how a ledger begins."""

from __future__ import annotations

from pathlib import Path

import click

from liance.cli.base import OK, emit_json
from liance.cli.grammar import METAVARS, Group, Option
from liance.cli.ledger_base import (
    argument,
    folder_argument,
    json_option,
    make,
    passphrase_from,
    passphrase_option,
    path_argument,
    show_facts,
)
from liance.core.language import Language, Text

_KEYS = Text(zh="密钥文件。", en="Key files.")
_NEW = Text(
    zh="新建密钥文件，私钥以口令封存。套件 guomi 为 SM2，intl 为 Ed25519。",
    en="Make a key file; the private key is sealed under a passphrase. Suite guomi is SM2, intl is Ed25519.",
)
_SHOW = Text(
    zh="显示密钥文件的公钥（无须口令），可交给他人登记。",
    en="Show the public key of a key file (no passphrase needed), to be given to others.",
)
_SUITE = Text(zh="密码套件：guomi 或 intl。", en="Crypto suite: guomi or intl.")
_CREATE = Text(
    zh="新建账本文件夹：账本文件、创世文件、信任策略 policy.txt。套件随密钥。",
    en="Make a ledger folder: the ledger's file, its genesis document, the trust policy policy.txt. The suite is the keys'.",
)
_INSTANCE = Text(zh="实例名，如 sd-chain。", en="Name of the instance, such as sd-chain.")
_ORIGIN = Text(
    zh="检查点上的账本名，如 liance.example/sd-chain。",
    en="The log's name in checkpoints, such as liance.example/sd-chain.",
)
_LOG_KEY = Text(
    zh="签发检查点的密钥：密钥文件，或“套件:公钥”。",
    en="Key that signs checkpoints: a key file, or suite:public-key.",
)
_FOUNDER = Text(
    zh="创始成员：路径（组织/部门/角色/密钥）、名称、密钥；可重复。",
    en="A founder: path (organisation/department/role/key), name, key; may be repeated.",
)
_FOUNDER_SHAPE = Text(zh="路径 名称 密钥", en="PATH NAME KEY")
_QUORUM = Text(
    zh="检查点须有几个成员见证；默认过半。",
    en="How many members must cosign a checkpoint; more than half by default.",
)
_RULE = Text(
    zh="表决规则：参与份额、同意份额、生效前等待高度、表决期高度；默认 1/2 2/3 1 1000。",
    en="Rule for votes: share that must vote, share that must agree, heights before it may be enacted, "
    "heights it is open; 1/2 2/3 1 1000 by default.",
)
_RULE_SHAPE = Text(zh="参与 同意 等待 期限", en="VOTED AGREED DELAY WINDOW")
_NUMBER = Text(zh="数", en="N")

_FACTS = {
    "suite": Text(zh="密码套件", en="suite"),
    "public": Text(zh="公钥", en="public key"),
    "ledger": Text(zh="账本编号", en="ledger"),
    "instance": Text(zh="实例", en="instance"),
    "founders": Text(zh="创始成员", en="founders"),
    "quorum": Text(zh="见证门槛", en="quorum"),
}


def commands(language: Language) -> list[click.Command]:
    """Return the commands of this module."""
    group = Group(name="key", language=language, help=_KEYS.render(language))
    group.add_command(_new(language))
    group.add_command(_show(language))
    return [group, _create(language)]


def _show_key(text: str, suite: str, language: Language, *, as_json: bool) -> int:
    if as_json:
        emit_json({"suite": suite, "public_key": text})
    else:
        show_facts([(_FACTS["suite"], suite), (_FACTS["public"], text)], language)
    return OK


def _new(language: Language) -> click.Command:
    def run(file: Path, suite: str, passphrase_file: Path | None, as_json: bool) -> int:
        from liance.workbench.ledger.keys import new_key

        key = new_key(file, suite, passphrase_from(passphrase_file, language, twice=True)())
        return _show_key(key.format(), key.suite.name, language, as_json=as_json)

    suite = Option(
        ["--suite"],
        type=click.Choice(["guomi", "intl"]),
        default="guomi",
        metavar="guomi|intl",
        help=_SUITE.render(language),
    )
    params = [
        path_argument(language, "file", METAVARS["FILE"]),
        suite,
        passphrase_option(language),
        json_option(language),
    ]
    return make(language, "new", _NEW, run, params)


def _show(language: Language) -> click.Command:
    def run(file: str, as_json: bool) -> int:
        from liance.workbench.ledger.keys import read_public

        key = read_public(file)
        return _show_key(key.format(), key.suite.name, language, as_json=as_json)

    return make(
        language, "show", _SHOW, run, [argument(language, "file", METAVARS["FILE"]), json_option(language)]
    )


def _create(language: Language) -> click.Command:
    def run(
        folder: Path,
        instance: str,
        origin: str,
        log_key: str,
        founder: tuple[tuple[str, str, str], ...],
        quorum: int | None,
        rule: tuple[str, str, int, int],
        as_json: bool,
    ) -> int:
        from liance.workbench.ledger.folder import FounderInput, create_ledger, parse_rule, policy_of
        from liance.workbench.ledger.keys import read_public

        genesis = create_ledger(
            folder,
            instance=instance,
            origin=origin,
            log_key=read_public(log_key),
            founders=[FounderInput(path, name, read_public(key)) for path, name, key in founder],
            rule=parse_rule(*rule),
            quorum=quorum,
        )
        groups = policy_of(folder).policy.groups
        needed = groups[0].threshold if groups else 0
        names = [one.organisation for one in genesis.founders]
        if as_json:
            emit_json(
                {
                    "ledger": genesis.ledger,
                    "suite": genesis.suite.name,
                    "instance": genesis.instance,
                    "founders": names,
                    "quorum": needed,
                }
            )
        else:
            facts: list[tuple[Text, object]] = [
                (_FACTS["ledger"], genesis.ledger),
                (_FACTS["suite"], genesis.suite.name),
                (_FACTS["instance"], genesis.instance),
                (_FACTS["founders"], ("、" if language is Language.ZH else ", ").join(names)),
                (_FACTS["quorum"], f"{needed}/{len(names)}"),
            ]
            show_facts(facts, language)
        return OK

    name = METAVARS["NAME"].render(language)
    number = _NUMBER.render(language)
    params: list[click.Parameter] = [
        folder_argument(language),
        Option(["--instance"], required=True, metavar=name, help=_INSTANCE.render(language)),
        Option(["--origin"], required=True, metavar=name, help=_ORIGIN.render(language)),
        Option(
            ["--log-key"],
            required=True,
            metavar=METAVARS["FILE"].render(language),
            help=_LOG_KEY.render(language),
        ),
        Option(
            ["--founder"],
            nargs=3,
            multiple=True,
            required=True,
            metavar=_FOUNDER_SHAPE.render(language),
            help=_FOUNDER.render(language),
        ),
        Option(["--quorum"], type=click.IntRange(0, 256), metavar=number, help=_QUORUM.render(language)),
        Option(
            ["--rule"],
            type=(str, str, click.IntRange(0, 10**9), click.IntRange(0, 10**9)),
            default=("1/2", "2/3", 1, 1000),
            metavar=_RULE_SHAPE.render(language),
            help=_RULE.render(language),
        ),
        json_option(language),
    ]
    return make(language, "create", _CREATE, run, params)
