"""What can go wrong with a store as a whole."""

from __future__ import annotations

from liance.core.errors import LianceError
from liance.core.language import Text


class StoreError(LianceError):
    """The store cannot do what was asked."""


class StoreUrlError(StoreError):
    """The address of a store is not one we understand."""

    def __init__(self, shown: str) -> None:
        super().__init__(
            Text(
                zh="看不懂数据库地址“{shown}”；请用文件路径（如 office.sqlite3）"
                "或 postgresql://用户@主机:端口/库名，密码可放在环境变量 PGPASSWORD 中",
                en="'{shown}' is no address of a store; use a file path (office.sqlite3) or "
                "postgresql://user@host:port/name, with the password in PGPASSWORD if you like",
            ),
            shown=shown,
        )


class StoreUnreachableError(StoreError):
    """The database does not answer, or may not be opened."""

    def __init__(self, shown: str, reason: str) -> None:
        super().__init__(
            Text(
                zh="打不开数据库 {shown}：{reason}。请检查路径、权限，或数据库服务是否在运行",
                en="cannot open the store {shown}: {reason}; check path, permissions, or whether the server runs",
            ),
            shown=shown,
            reason=reason,
        )


class StoreNewerError(StoreError):
    """The store was written by a newer version of the program."""

    def __init__(self, shown: str, migration: str) -> None:
        super().__init__(
            Text(
                zh="数据库 {shown} 由更新版本的程序建立（{migration}），请升级程序后再打开",
                en="the store {shown} was made by a newer version ({migration}); upgrade the program first",
            ),
            shown=shown,
            migration=migration,
        )


class StoreExtraMissingError(StoreError):
    """The optional packages that a store needs are not installed."""

    def __init__(self, extra: str) -> None:
        super().__init__(
            Text(
                zh="使用数据库需要先安装附加组件：pip install 'liance[{extra}]'",
                en="a store needs an extra; install it first: pip install 'liance[{extra}]'",
            ),
            extra=extra,
        )


class NotInStoreError(StoreError):
    """Something asked for by its key is not in the store."""

    def __init__(self, what: Text, key: str) -> None:
        super().__init__(
            Text(
                zh="数据库中没有" + what.zh.replace("{", "{{").replace("}", "}}") + "“{key}”",
                en="the store has no " + what.en.replace("{", "{{").replace("}", "}}") + " '{key}'",
            ),
            key=key,
        )
