# 排演过的账本，留下各角色的密钥
$ liance scenario play sharing --ledger chain --keys keys --suite guomi --lang zh
数据共享链（sharing 1.0.0），3 个组织，密码套件 guomi
  1  2026-02-09 09:01  民政局列出婚姻登记信息
       city/civil/office/owner  resource.offer  marriages
       → 可申请
  2  2026-02-09 09:02  民政局把甲的记录密封入库，账本上只有摘要
       city/civil/office/owner  payload.seal  marriages/a
       → 已密封
  3  2026-02-09 09:03  公积金中心申请目录之外的字段，被拒
       city/housing/office/clerk  request.file  housing/loans-0
       → 拒绝（1202）申请了目录之外的字段
  4  2026-02-09 09:04  公积金中心申请婚姻状态与日期，三次，至 2026 年 6 月底
       city/housing/office/clerk  request.file  housing/loans
       → 已提交
  5  2026-02-09 09:05  税务局不能替民政局受理
       city/tax/office/officer  request.accept  housing/loans
       → 拒绝（63）该角色不能采取这一行动
  6  2026-02-10 09:06  民政局受理
       city/civil/office/owner  request.accept  housing/loans
       → 已受理
  7  2026-02-28 09:07  春节后才审核，超过五个工作日，留痕
       city/civil/office/owner  request.approve  housing/loans
       → 已同意，已逾期
  8  2026-02-28 09:08  授权不得超出申请
       city/civil/office/owner  grant.issue  housing/loans
       → 拒绝（1204）授权超出了申请
  9  2026-02-28 09:09  民政局授权：两个字段，三次
       city/civil/office/owner  grant.issue  housing/loans
       → 有效
 10  2026-02-28 09:10  提供
       city/civil/office/owner  request.provide  housing/loans
       → 已提供
 11  2026-02-28 09:11  经办人查询甲：先入链
       city/housing/office/officer  access.open  housing/a-1
       → 已入链待放行
 12  2026-02-28 09:12  网关凭入链证明放行
       city/civil/office/gateway  access.deliver  housing/a-1
       → 已放行
 13  2026-02-28 09:13  签收
       city/housing/office/officer  access.receipt  housing/a-1
       → 已归档
 14  2026-02-28 09:14  查询授权之外的字段，拒绝并留痕
       city/housing/office/officer  access.open  housing/a-2
       → 已拒绝，留痕（1209）查询了授权之外的字段
 15  2026-02-28 09:15  税务局借用他人授权，拒绝并留痕
       city/tax/office/officer  access.open  tax/a-1
       → 已拒绝，留痕（1206）授权不属于本部门
 16  2026-02-28 09:16  用途与授权不符，拒绝并留痕
       city/housing/office/officer  access.open  housing/a-3
       → 已拒绝，留痕（1210）用途与授权不符
 17  2026-02-28 09:17  网关拒绝放行的，也登记在链上
       city/civil/office/gateway  denial.log  civil/tax-a-1
       → 已留痕
 18  2026-02-28 09:19  再查两次，授权用尽
       city/housing/office/officer  access.open  housing/…
       → 2 件：已入链待放行
 19  2026-02-28 09:20  第四次，次数已用完，拒绝并留痕
       city/housing/office/officer  access.open  housing/c-1
       → 已拒绝，留痕（1208）授权次数已用完
 20  2026-02-28 09:21  公积金中心对甲的信息提出异议
       city/housing/office/officer  objection.file  housing/a-1
       → 已提出
 21  2026-03-03 09:22  民政局更正
       city/civil/office/owner  objection.correct  housing/a-1
       → 已更正
 22  2026-03-03 09:23  民政局撤销授权
       city/civil/office/owner  grant.revoke  housing/loans
       → 已撤销
 23  2026-03-03 09:24  撤销之后换密钥重新密封，旧密钥打不开此后的数据
       city/civil/office/owner  payload.reseal  marriages/a
       → 已密封
 24  2026-03-03 09:25  撤销之后再查，拒绝并留痕
       city/housing/office/officer  access.open  housing/d-1
       → 已拒绝，留痕（1205）授权已撤销

入账 22 件（其中拒绝留痕 5 件、逾期 1 件），拒绝 3 件；账本高度 40。
全部与剧本预期一致。
账本留在 chain

# 新的申请与授权：两个字段，两次
$ liance scenario submit chain sharing request.file housing/second '{"resource": "marriages", "purpose": "核验贷款申请人的婚姻状况", "basis": "管理办法（示例）", "fields": ["state", "date"], "count": 2, "until": 4000000000000}' --key keys/housing-office-clerk.key --lang zh
已入账，高度 41
操作编号 sm3:…
$ liance scenario submit chain sharing request.accept housing/second '{"resource": "marriages"}' --key keys/civil-office-owner.key --lang zh
已入账，高度 42
操作编号 sm3:…
$ liance scenario submit chain sharing request.approve housing/second '{"resource": "marriages"}' --key keys/civil-office-owner.key --lang zh
已入账，高度 43
操作编号 sm3:…
$ liance scenario submit chain sharing grant.issue housing/second '{"request": "housing/second", "grantee": "city/housing", "resource": "marriages", "purpose": "核验贷款申请人的婚姻状况", "fields": ["state", "date"], "limit": 2, "until": 4000000000000}' --key keys/civil-office-owner.key --lang zh
已入账，高度 44
操作编号 sm3:…

# 民政局把一条记录密封在账本之外
$ liance scenario receiver chain --receiving owner.receiving --key keys/civil-office-owner.key --lang zh
已入账，高度 45
操作编号 sm3:…
已写入：owner.receiving
! write private.json {"state": "已婚", "date": "2019-05-20", "place": "某区民政局"}
$ liance scenario submit chain sharing payload.seal marriages/b '{"resource": "marriages", "subject": "person-b-02"}' --private private.json --key keys/civil-office-owner.key --lang zh
已入账，高度 46
操作编号 sm3:…
$ liance scenario open chain sharing payload/marriages/b --receiving owner.receiving --lang zh
date  2019-05-20
place  某区民政局
state  已婚

# 内容不合章程、超出申请、不存在的部门、角色不符，都被拒绝
$ liance scenario submit chain sharing payload.seal marriages/c '{"resource": "marriages"}' --key keys/civil-office-owner.key --lang zh
拒绝（67）字段不符合章程
[1]
$ liance scenario submit chain sharing grant.issue housing/third '{"request": "housing/second", "grantee": "city/housing", "resource": "marriages", "purpose": "核验贷款申请人的婚姻状况", "fields": ["state", "place"], "limit": 2, "until": 4000000000000}' --key keys/civil-office-owner.key --lang zh
拒绝（1204）授权超出了申请
[1]
$ liance scenario submit chain sharing payload.seal marriages/d '{"resource": "marriages", "subject": "person-d-04"}' --private private.json --reader city/tax/office/officer/k1 --key keys/civil-office-owner.key --lang zh
city/tax/office/officer/k1 没有登记接收密钥；请本人运行 liance scenario receiver
[2]
$ liance scenario query chain sharing --organisation city/nowhere --lang zh
没有名为“city/nowhere”的部门（组织）。您是否想用：city/tax、city/housing
[2]
$ liance scenario submit chain sharing access.open tax/1 '{"grant": "housing/second", "purpose": "核验贷款申请人的婚姻状况", "subject": "person-b-02", "fields": ["state"], "case": "贷款 7"}' --key keys/civil-office-owner.key --lang zh
拒绝（63）该角色不能采取这一行动
[1]

# 经办人登记访问；没有接收密钥，拿不到数据
$ liance scenario submit chain sharing access.open housing/s-1 '{"grant": "housing/second", "purpose": "核验贷款申请人的婚姻状况", "subject": "person-b-02", "fields": ["state"], "case": "贷款 7"}' --key keys/housing-office-officer.key --lang zh
已入账，高度 47
操作编号 sm3:…
$ liance ledger checkpoint chain --key keys/log.key --out request --lang zh
账本名  liance.example/city
规模    48
树根    …
已写入：request
$ liance ledger cosign request --policy chain/policy.txt --key keys/civil-office-gateway.key --state civil.state --out civil.signed --lang zh
账本名  liance.example/city
规模    48
树根    …
已写入：civil.signed
$ liance ledger cosign request --policy chain/policy.txt --key keys/housing-office-clerk.key --state housing.state --out housing.signed --lang zh
账本名  liance.example/city
规模    48
树根    …
已写入：housing.signed
$ liance ledger collect chain civil.signed housing.signed --lang zh
规模      48
见证      city/civil、city/housing
见证门槛  已达到
$ liance ledger prove chain --height 47 --out s-1.proof --lang zh
证明内容  高度 47 的条目
规模      48
见证      city/civil、city/housing
文件大小  …
已写入：s-1.proof
$ liance scenario release chain sharing housing/s-1 --proof s-1.proof --payload marriages/b --receiving owner.receiving --out s-1.package --key keys/civil-office-gateway.key --lang zh
不予放行 housing/s-1（no-receiving-key）：申请人没有登记接收密钥；已登记于高度 48
[1]

# 登记接收密钥之后放行；经办人打开并签收
$ liance scenario receiver chain --receiving officer.receiving --key keys/housing-office-officer.key --lang zh
已入账，高度 49
操作编号 sm3:…
已写入：officer.receiving
$ liance scenario release chain sharing housing/s-1 --proof s-1.proof --payload marriages/b --receiving owner.receiving --out s-1.package --key keys/civil-office-gateway.key --lang zh
已放行 housing/s-1，登记于高度 50
已写入：s-1.package
$ liance scenario receive chain sharing housing/s-1 s-1.package --receiving officer.receiving --key keys/housing-office-officer.key --lang zh
state  已婚
已签收，高度 51

# 只披露一个字段，凭信任策略即可核验；改动则不成立
$ liance scenario disclose chain sharing payload/marriages/b place --receiving owner.receiving --out shown.json --lang zh
已写入：shown.json
$ liance ledger checkpoint chain --key keys/log.key --out request --lang zh
账本名  liance.example/city
规模    52
树根    …
已写入：request
$ liance ledger cosign request --policy chain/policy.txt --key keys/civil-office-gateway.key --state civil.state --out civil.signed --lang zh
账本名  liance.example/city
规模    52
树根    …
已写入：civil.signed
$ liance ledger cosign request --policy chain/policy.txt --key keys/housing-office-clerk.key --state housing.state --out housing.signed --lang zh
账本名  liance.example/city
规模    52
树根    …
已写入：housing.signed
$ liance ledger collect chain civil.signed housing.signed --lang zh
规模      52
见证      city/civil、city/housing
见证门槛  已达到
$ liance scenario disclose chain sharing payload/marriages/b income --receiving owner.receiving --out shown.json --lang zh
没有名为“income”的密封字段。现有：date、place、state
[2]
$ liance scenario verify shown.json --policy chain/policy.txt --lang zh
属实：以下字段就是 payload/marriages/b 在 <time> 入账（高度 46）时的内容
place  某区民政局
! write false.json {}
$ liance scenario verify false.json --policy chain/policy.txt --lang zh
“false.json”不是披露文件
[2]

# 次数用完、密钥停用、授权撤销之后，都拿不到数据
$ liance scenario submit chain sharing access.open housing/s-2 '{"grant": "housing/second", "purpose": "核验贷款申请人的婚姻状况", "subject": "person-b-02", "fields": ["state"], "case": "贷款 7"}' --key keys/housing-office-officer.key --lang zh
已入账，高度 52
操作编号 sm3:…
$ liance scenario submit chain sharing access.open housing/s-3 '{"grant": "housing/second", "purpose": "核验贷款申请人的婚姻状况", "subject": "person-b-02", "fields": ["state"], "case": "贷款 7"}' --key keys/housing-office-officer.key --lang zh
已入账，高度 53
操作编号 sm3:…
这次尝试被拒绝，已留痕（1208）：授权次数已用完
[1]
$ liance ledger checkpoint chain --key keys/log.key --out request --lang zh
账本名  liance.example/city
规模    54
树根    …
已写入：request
$ liance ledger cosign request --policy chain/policy.txt --key keys/civil-office-gateway.key --state civil.state --out civil.signed --lang zh
账本名  liance.example/city
规模    54
树根    …
已写入：civil.signed
$ liance ledger cosign request --policy chain/policy.txt --key keys/housing-office-clerk.key --state housing.state --out housing.signed --lang zh
账本名  liance.example/city
规模    54
树根    …
已写入：housing.signed
$ liance ledger collect chain civil.signed housing.signed --lang zh
规模      54
见证      city/civil、city/housing
见证门槛  已达到
$ liance ledger prove chain --height 52 --out s-2.proof --lang zh
证明内容  高度 52 的条目
规模      54
见证      city/civil、city/housing
文件大小  …
已写入：s-2.proof
$ liance ledger prove chain --height 53 --out s-3.proof --lang zh
证明内容  高度 53 的条目
规模      54
见证      city/civil、city/housing
文件大小  …
已写入：s-3.proof
$ liance scenario release chain sharing housing/s-3 --proof s-3.proof --payload marriages/b --receiving owner.receiving --out s-3.package --key keys/civil-office-gateway.key --lang zh
不予放行 housing/s-3（access-refused）：这次访问已被拒绝或已归档；已登记于高度 54
[1]
$ liance ledger suspend chain city/housing/office/officer/k1 --key keys/housing-office-clerk.key --lang zh
已入账，高度 55
操作编号 sm3:…
$ liance scenario submit chain sharing access.open housing/s-4 '{"grant": "housing/second", "purpose": "核验贷款申请人的婚姻状况", "subject": "person-b-02", "fields": ["state"], "case": "贷款 7"}' --key keys/housing-office-officer.key --lang zh
拒绝（6）密钥或其上级已停用或注销
[1]
$ liance scenario release chain sharing housing/s-2 --proof s-2.proof --payload marriages/b --receiving owner.receiving --out s-2.package --key keys/civil-office-gateway.key --lang zh
不予放行 housing/s-2（inactive-requester）：申请人的密钥已停用或注销；已登记于高度 56
[1]
$ liance ledger resume chain city/housing/office/officer/k1 --key keys/housing-office-clerk.key --lang zh
已入账，高度 57
操作编号 sm3:…
$ liance scenario reseal chain sharing housing/second --receiving owner.receiving --key keys/civil-office-owner.key --lang zh
授权“housing/second”尚未撤销
[2]
$ liance scenario submit chain sharing grant.revoke housing/second '{"reason": "办结"}' --key keys/civil-office-owner.key --lang zh
已入账，高度 58
操作编号 sm3:…
$ liance scenario release chain sharing housing/s-2 --proof s-2.proof --payload marriages/b --receiving owner.receiving --out s-2.package --key keys/civil-office-gateway.key --lang zh
不予放行 housing/s-2（grant-revoked）：授权已撤销；已登记于高度 59
[1]
$ liance scenario reseal chain sharing housing/second --receiving owner.receiving --key keys/civil-office-owner.key --lang zh
marriages/b 已重新密封，高度 60
