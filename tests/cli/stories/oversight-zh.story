# a rehearsed ledger whose keys are kept
$ liance scenario play sharing --ledger chain --keys keys --suite intl --lang zh
数据共享链（sharing 1.0.0），3 个组织，密码套件 intl
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
$ liance oversight check chain --at 2026-03-31 --lang zh
查看了 22 次操作；预警 2 条（严重 0、警示 2、提示 0），其中待处理 2、已受理 0、已办结 0。

警示  逾期办理  …  待处理
    sharing/request/housing/loans 的“同意共享”应于 2026-02-24 23:59 前办理，已超过 4 天（city/civil）
    依据：第 23 笔
    建议：请责任单位说明原因并尽快办结

警示  被拒比例偏高  …  待处理
    city/housing/office/officer/k1 在 2026-02 的 6 次访问中有 3 次被拒（50%）
    依据：第 29、31、35 笔
    建议：请核对授权范围，排查试探性访问
$ liance oversight list chain --at 2026-07-31 --lang zh
编号          程度  规则          处理    时间              对象
──────────────────────────────────────────────────────────────────────────────────────────
…  警示  逾期办理      待处理  2026-02-24 23:59  sharing/request/housing/loans
…  警示  被拒比例偏高  待处理  2026-02-28 09:20  city/housing/office/officer/k1
…  提示  成员沉寂      待处理  2026-05-30 09:15  city/tax
…  提示  成员沉寂      待处理  2026-06-02 09:24  city/civil
…  提示  成员沉寂      待处理  2026-06-02 09:25  city/housing
查看了 22 次操作；预警 5 条（严重 0、警示 2、提示 3），其中待处理 5、已受理 0、已办结 0。
