"""The Chinese of what can be wrong: one line for each reason that this package gives in English.

A test reads every reason out of the source and asks for its line here.
"""

from __future__ import annotations

import re
from typing import Final

_FORMATS: Final = {
    "checkpoint": "检查点",
    "consistency proof": "一致性证明",
    "entry": "条目",
    "entry bundle": "条目文件",
    "evidence": "证据文件",
    "inclusion proof": "存在性证明",
    "note": "签名文本",
    "operation": "操作",
    "policy": "信任策略",
    "possession": "持有证明",
    "proof": "证明",
    "public key": "公钥",
    "root": "根",
    "state proof": "状态证明",
    "tile path": "瓦片路径",
    "tlog-proof": "证明文件",
    "verifier key": "验证公钥",
}
_REASONS: Final = tuple(
    (re.compile(english, re.DOTALL), chinese)
    for english, chinese in (
        ("line (.+?): (.+)", "第 {0} 行：{1}"),
        ("not base64", "不是 base64"),
        ("not canonical base64", "不是 base64 的规范写法"),
        ("a hash has (.+) bytes", "杂凑值应为 {0} 字节"),
        ("a root has (.+) bytes", "根应为 {0} 字节"),
        ("a key has (.+) bytes", "公钥应为 {0} 字节"),
        ("not a decimal number without leading zeros", "不是无前导零的十进制数"),
        (r"the number is larger than 2\^63 - 1", "数值大于 2^63 - 1"),
        ("not UTF-8", "不是 UTF-8"),
        ("control character", "含控制字符"),
        (
            "a key name is not empty and has no space, control character or .*",
            "密钥名不得为空，不得含空白、控制字符或加号",
        ),
        ("a key name is UTF-8 text", "密钥名应为 UTF-8 文本"),
        ("a key name has at most (.+) bytes", "密钥名至多 {0} 字节"),
        ("unknown shape", "形式不明"),
        ("not the canonical path", "不是规范路径"),
        ("not a tile: (.+)", "没有这样的瓦片：{0}"),
        ("it has fewer hashes than the tree", "杂凑值少于树的规模"),
        ("it ends inside an entry", "在条目中间结束"),
        ("signature type of another suite", "签名类型属于另一密码套件"),
        (r"not name\+id\+key", "不是“名称+编号+密钥”的形式"),
        ("the id does not fit the key", "编号与密钥不符"),
        ("not a key of the suite (.+)", "不是密码套件 {0} 的密钥"),
        ("a signature has an id of 4 bytes and at least one byte more", "签名由 4 字节编号和签名值组成"),
        ("the text ends with a newline", "正文应以换行结束"),
        ("a note has 1 to (.+) signatures", "应有 1 至 {0} 个签名"),
        ("no blank line before the signatures", "签名之前没有空行"),
        ("no signature, or no newline at the end", "没有签名，或末尾没有换行"),
        ("a signature line is .*", "签名行应为“— 名称 base64”"),
        ("size out of range", "规模超出范围"),
        ("empty line or control character", "有空行或控制字符"),
        ("an origin has at most (.+) bytes", "来源名至多 {0} 字节"),
        ("fewer than three lines, or no newline at the end", "少于三行，或末尾没有换行"),
        ("it does not carry one state root", "没有唯一的状态根"),
        ("leaf (.+) is not in a tree of (.+)", "规模为 {1} 的树中没有第 {0} 片叶"),
        ("a tree of (.+) does not extend one of (.+)", "规模为 {0} 的树不是规模为 {1} 的树的延伸"),
        ("more than (.+) hashes", "多于 {0} 个杂凑值"),
        ("too many hashes or a hash of another length", "杂凑值过多或长度不对"),
        ("a leaf is two hashes", "叶由两个杂凑值组成"),
        ("it does not begin with (.+) and a key", "开头不是 {0} 和键"),
        ("it does not begin with (.+)", "开头不是 {0}"),
        ("not ASCII above the checkpoint", "检查点之上含非 ASCII 字符"),
        ("no index", "没有序号"),
        ("it carries no entry", "不含条目"),
        ("it names no log and no witness", "没有写明任何账本或见证人"),
        ("neither a value nor another leaf nor nothing", "既无值，也无他叶，又未注明为空"),
        ("a key is not empty and has no blanks", "键不得为空，不得含空白"),
        ("a value has a leaf", "有值则应有叶"),
        ("group '(.*)': threshold outside 1 to (.+)", "组“{0}”：门槛应在 1 至 {1} 之间"),
        ("group '(.*)': unknown member '(.*)'", "组“{0}”：成员“{1}”未定义"),
        ("unknown member '(.*)'", "成员“{0}”未定义"),
        ("'(.*)' is a member more than once", "“{0}”不止一次列为成员"),
        ("quorum '(.*)' is not defined", "法定组“{0}”未定义"),
        ("a name or address holds a blank or control character", "名称或地址含空白或控制字符"),
        ("logs have note keys and witnesses have cosignature keys", "日志用签名密钥，见证人用见证密钥"),
        ("the same public key twice", "同一公钥出现两次"),
        ("name '(.*)' is empty, reserved or defined twice", "名称“{0}”为空、被保留或重复定义"),
        ("there must be exactly one quorum line", "应有且只有一行 quorum"),
        ("not a line of the kind '(.*)'", "不是“{0}”类的行"),
        ("threshold '(.*)' is not .* 1 to (.+)", "门槛“{0}”不是 all、any 或 1 至 {1}"),
        ("too few hashes", "杂凑值过少"),
        ("too many hashes", "杂凑值过多"),
        ("equal or empty trees need equal roots and no hashes", "相同或空的树应有相同的根且不带杂凑值"),
        ("the inclusion proof leads to another root", "存在性证明得出另一个根"),
        ("the consistency proof leads to other roots", "一致性证明得出另外的根"),
        ("the state does not hold this value", "状态中没有这个值"),
        ("the state is not without this key", "状态中并非没有这个键"),
        ("the leaf does not stand in the place of the key", "叶不在该键的位置上"),
    )
)


def format_name(what: str) -> str:
    """Return the Chinese name of a format; names with a place in them, such as a tile's, stay."""
    return _FORMATS.get(what, what)


def reason(why: str) -> str:
    """Return the Chinese of an English reason, or the reason itself if it has no line here."""
    for english, chinese in _REASONS:
        match = english.fullmatch(why)
        if match is not None:
            parts = match.groups()
            if chinese.endswith("：{1}"):
                parts = (parts[0], reason(parts[1]))
            return chinese.format(*parts)
    return why
