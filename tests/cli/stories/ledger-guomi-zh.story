# 四个城市各有密钥，另有签发检查点的密钥
$ liance ledger key new log.key
密码套件  guomi
公钥      guomi:…
$ liance ledger key new jinan.key
密码套件  guomi
公钥      guomi:…
$ liance ledger key new qingdao.key
密码套件  guomi
公钥      guomi:…
$ liance ledger key new yantai.key
密码套件  guomi
公钥      guomi:…
$ liance ledger key new weifang.key
密码套件  guomi
公钥      guomi:…
$ liance ledger key show jinan.key
密码套件  guomi
公钥      guomi:…

# 建账
$ liance ledger create chain --instance sd-chain --origin liance.example/sd-chain --log-key log.key --founder jinan/data/admin/k1 济南市数据局 jinan.key --founder qingdao/data/admin/k1 青岛市数据局 qingdao.key --founder yantai/data/admin/k1 烟台市数据局 yantai.key --founder weifang/data/admin/k1 潍坊市数据局 weifang.key
账本编号  sm3:…
密码套件  guomi
实例      sd-chain
创始成员  sd-chain/jinan、sd-chain/qingdao、sd-chain/weifang、sd-chain/yantai
见证门槛  3/4

# 登记、增加成员、被拒绝的操作
$ liance ledger put chain catalogue/population '{"名称": "人口基础信息", "共享": "有条件"}' --key jinan.key
已入账，高度 1
操作编号 sm3:…
$ liance ledger add chain jinan/data/clerk 科员 --power submit --key jinan.key
已入账，高度 2
操作编号 sm3:…
$ liance ledger key new clerk.key
密码套件  guomi
公钥      guomi:…
$ liance ledger add chain jinan/data/clerk/k1 张三 --new-key clerk.key --key jinan.key
已入账，高度 3
操作编号 sm3:…
$ liance ledger put chain catalogue/company '{"名称": "企业基础信息"}' --key clerk.key
已入账，高度 4
操作编号 sm3:…
$ liance ledger suspend chain jinan/data/clerk/k1 --key clerk.key
被拒绝（11 NO_POWER）：该角色无此权限
[1]
$ liance ledger submit chain record.put '{"record": "catalogue/company", "revision": 7, "value": {}}' --key jinan.key
被拒绝（50 WRONG_REVISION）：记录已被他人更改
[1]
$ liance ledger put chain x '{"数": 1.5}' --key jinan.key
账本只记整数，1.5 请写成文本（"1.5"）或换成更小的单位
[2]

# 表决：调整一个城市的权重
$ liance ledger propose chain organisation.weigh '{"path": "sd-chain/weifang", "weight": 2}' --key jinan.key
已入账，高度 5
操作编号 sm3:…
$ liance ledger members chain
成员                            名称          状态  权力              权重
──────────────────────────────────────────────────────────────────────────
sd-chain/jinan                  济南市数据局  正常                    1
sd-chain/jinan/data             济南市数据局  正常
sd-chain/jinan/data/admin       济南市数据局  正常  表决、管理、登记
sd-chain/jinan/data/admin/k1    济南市数据局  正常
sd-chain/jinan/data/clerk       科员          正常  登记
sd-chain/jinan/data/clerk/k1    张三          正常
sd-chain/qingdao                青岛市数据局  正常                    1
sd-chain/qingdao/data           青岛市数据局  正常
sd-chain/qingdao/data/admin     青岛市数据局  正常  表决、管理、登记
sd-chain/qingdao/data/admin/k1  青岛市数据局  正常
sd-chain/weifang                潍坊市数据局  正常                    1
sd-chain/weifang/data           潍坊市数据局  正常
sd-chain/weifang/data/admin     潍坊市数据局  正常  表决、管理、登记
sd-chain/weifang/data/admin/k1  潍坊市数据局  正常
sd-chain/yantai                 烟台市数据局  正常                    1
sd-chain/yantai/data            烟台市数据局  正常
sd-chain/yantai/data/admin      烟台市数据局  正常  表决、管理、登记
sd-chain/yantai/data/admin/k1   烟台市数据局  正常

提案          动作                进展             表决
───────────────────────────────────────────────────────
…  organisation.weigh  表决至高度 1005  0/0

# 检查点、见证、证据，在另一文件夹离线核验
$ liance ledger checkpoint chain --key log.key --out request.txt
账本名  liance.example/sd-chain
规模    6
树根    …
已写入：request.txt
$ liance ledger prove chain --record jinan catalogue/population --out early.txt
还没有经足够见证、覆盖高度 1 的检查点；请先 checkpoint，交见证人 cosign，再 collect
[2]
$ liance ledger cosign request.txt --policy chain/policy.txt --key jinan.key --state jinan.state --out jinan.cosigned
账本名  liance.example/sd-chain
规模    6
树根    …
已写入：jinan.cosigned
$ liance ledger cosign request.txt --policy chain/policy.txt --key qingdao.key --state qingdao.state --out qingdao.cosigned
账本名  liance.example/sd-chain
规模    6
树根    …
已写入：qingdao.cosigned
$ liance ledger cosign request.txt --policy chain/policy.txt --key yantai.key --state yantai.state --out yantai.cosigned
账本名  liance.example/sd-chain
规模    6
树根    …
已写入：yantai.cosigned
$ liance ledger collect chain jinan.cosigned qingdao.cosigned yantai.cosigned
规模      6
见证      sd-chain/jinan、sd-chain/qingdao、sd-chain/yantai
见证门槛  已达到
$ liance ledger prove chain --record jinan catalogue/population --out elsewhere/proof.txt
证明内容  高度 1 的条目
规模      6
见证      sd-chain/jinan、sd-chain/qingdao、sd-chain/yantai
文件大小  …
已写入：elsewhere/proof.txt
$ liance ledger prove chain --state member/sd-chain/dezhou --out elsewhere/absent.txt
证明内容  状态键 member/sd-chain/dezhou（没有值）
规模      6
见证      sd-chain/jinan、sd-chain/qingdao、sd-chain/yantai
文件大小  …
已写入：elsewhere/absent.txt
$ liance ledger verify elsewhere/proof.txt --policy chain/policy.txt --author-key jinan.key
核验通过。
高度      1
记录时间  <time>
作者      sd-chain/jinan/data/admin/k1
种类      record.put
内容      {"record": "catalogue/population", "revision": 0, "value": {"共享": "有条件", "名称": "人口基础信息"}}
账本编号  sm3:…
作者签名  有效
账本名    liance.example/sd-chain
规模      6
见证      sd-chain/jinan（<time>）、sd-chain/qingdao（<time>）、sd-chain/yantai（<time>）
$ liance ledger verify elsewhere/absent.txt --policy chain/policy.txt
核验通过。
状态键  member/sd-chain/dezhou
值      无
账本名  liance.example/sd-chain
规模    6
见证    sd-chain/jinan（<time>）、sd-chain/qingdao（<time>）、sd-chain/yantai（<time>）

# 更换密钥：旧密钥作废
$ liance ledger key new jinan-2.key
密码套件  guomi
公钥      guomi:…
$ liance ledger rotate chain --key jinan.key --new-key jinan-2.key
已入账，高度 6
操作编号 sm3:…
$ liance ledger put chain late '{}' --key jinan.key
账本中没有这个密钥，或它已被更换；成员见 liance ledger members
[2]
$ liance ledger put chain late '{}' --key jinan-2.key
已入账，高度 7
操作编号 sm3:…

# 提交途中被 kill -9，重新打开后一条不少、一条不重
! kill chain qingdao.key
$ liance ledger inspect chain
账本编号         sm3:…
密码套件         guomi
实例             sd-chain
高度             67
最后时间         <time>
组织 / 全部成员  4 / 18
引擎版本         1
未生效提案       1
最近检查点       6
最近见证检查点   6 (sd-chain/jinan、sd-chain/qingdao、sd-chain/yantai)
文件大小         …

# 第二个检查点只增不改，导出、审计、快照、恢复
$ liance ledger checkpoint chain --key log.key --out request.txt
账本名  liance.example/sd-chain
规模    68
树根    …
已写入：request.txt
$ liance ledger cosign request.txt --policy chain/policy.txt --key weifang.key --state weifang.state --out weifang.cosigned
账本名  liance.example/sd-chain
规模    68
树根    …
已写入：weifang.cosigned
$ liance ledger cosign request.txt --policy chain/policy.txt --key qingdao.key --state qingdao.state --out qingdao.cosigned
账本名  liance.example/sd-chain
规模    68
树根    …
已写入：qingdao.cosigned
$ liance ledger cosign request.txt --policy chain/policy.txt --key yantai.key --state yantai.state --out yantai.cosigned
账本名  liance.example/sd-chain
规模    68
树根    …
已写入：yantai.cosigned
$ liance ledger collect chain weifang.cosigned qingdao.cosigned yantai.cosigned
规模      68
见证      sd-chain/qingdao、sd-chain/weifang、sd-chain/yantai
见证门槛  已达到
$ liance ledger export chain --out exported
已导出 3 个文件。
已写入：exported
$ liance ledger audit exported --policy chain/policy.txt
审计通过，没有发现问题。
条目数  68
账本名  liance.example/sd-chain
规模    68
树根    …
状态根  …
见证    sd-chain/qingdao、sd-chain/weifang、sd-chain/yantai
$ liance ledger snapshot chain --out chain.snapshot
已写入：chain.snapshot
$ liance ledger restore chain.snapshot restored --policy chain/policy.txt
已恢复到规模 68 的检查点，可继续使用。
$ liance ledger audit restored
审计通过，没有发现问题。
条目数  68
账本名  liance.example/sd-chain
规模    68
树根    …
状态根  …
见证    sd-chain/qingdao、sd-chain/weifang、sd-chain/yantai
$ liance ledger put restored after '{"恢复后": true}' --key jinan-2.key
已入账，高度 68
操作编号 sm3:…
$ liance ledger compare chain restored
“restored”在“chain”之上续写 1 条，其前完全一致。
