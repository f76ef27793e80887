# The same in English, in short
$ liance draft peers --example --lang en
Peers
region  level     alike  reason
──────────────────────────────────────────────────────────────────────────────────────────────────
南屏省  province  0.89   both provinces; Gross regional product in the ratio 0.95; Resident
                         population in the ratio 0.94; Leading industries shared 4 of 5
                         (装备制造、文化旅游、特色农业、医药)
青陆省  province  0.65   both provinces; Gross regional product in the ratio 0.84; Resident
                         population in the ratio 0.83; Leading industries shared 2 of 7
                         (装备制造、煤炭)
云岭省  province  0.57   both provinces; Gross regional product in the ratio 0.83; Resident
                         population in the ratio 0.75; Leading industries shared 1 of 8 (特色农业)
澜江省  province  0.57   both provinces; Gross regional product in the ratio 0.73; Resident
                         population in the ratio 0.69; Leading industries shared 2 of 7
                         (文化旅游、特色农业)
东湾省  province  0.32   both provinces; Gross regional product in the ratio 0.40; Resident
                         population in the ratio 0.55; no leading industries in common

Gaps
indicator                        own           median        best           of median  behind
──────────────────────────────────────────────────────────────────────────────────────────────────
Patents in the subject           38件 (2024)   131件 (n=5)   392件 东湾省   29%        3 y or more
Innovation platforms             2个 (2024)    4个 (n=5)     12个 东湾省    50%        about 1 y
Enterprises in the subject       40家 (2024)   102家 (n=5)   310家 东湾省   39%        3 y or more
Revenue of the industry          9亿元 (2024)  29亿元 (n=5)  96亿元 东湾省  31%        3 y or more
Filed information services       9项 (2024)    55项 (n=5)    190项 东湾省   16%        3 y or more
Industrial parks                 1个 (2024)    2个 (n=5)     6个 东湾省     50%        about 2 y
Industry alliances and           1家 (2024)    1家 (n=5)     3家 东湾省     100%       not behind
associations
Testing and certification        0家 (2024)    1家 (n=5)     3家 东湾省     0%         about 2 y
bodies
Demonstrations                   15个 (2024)   28个 (n=5)    110个 东湾省   54%        about 2 y
Industry solutions               6个 (2024)    15个 (n=5)    50个 东湾省    40%        about 3 y
Specialists                      520人 (2024)  1275人 (n=4)  4500人 东湾省  41%        3 y or more
warning peers.csv:269: 'Specialists' of 南屏省 counts '年末在岗人数，含兼职和外包', that of 禾川省 '年末区块链研发、开发和运维在岗人数'; they are not compared. get the figure in one definition, or say that both are the same.
warning: scenario 'Logistics documents' has no demand: nobody asks for it; it is not ranked. find who asks for it before it is a candidate.
warning: '云岫文旅板块' has no reason for its places. give its ground: industry, resources, position.
$ liance draft diagnose --example --lang en
Research and technology: grave shortcoming
  2 compared, 2 below the median, 1 below half of it
  Patents in the subject  38件 (2024)  131件 (n=5)  392件 东湾省  29%  3 y or more
  Innovation platforms  2个 (2024)  4个 (n=5)  12个 东湾省  50%  about 1 y
  peers' plans on 'Key technology research': 澜江省 3, 临渡区 0, 望潮市 3, 望潮市砚湖区 0, 云岭省
  4, 泽川市 1; level 3 or more in 3 of 6
  peers' plans on 'Innovation platforms': 澜江省 3, 临渡区 2, 望潮市 4, 望潮市砚湖区 0, 云岭省 4,
  泽川市 1; level 3 or more in 3 of 6

Industrial ecosystem: grave shortcoming
  6 compared, 5 below the median, 4 below half of it
  Testing and certification bodies  0家 (2024)  1家 (n=5)  3家 东湾省  0%  about 2 y
  Filed information services  9项 (2024)  55项 (n=5)  190项 东湾省  16%  3 y or more
  Revenue of the industry  9亿元 (2024)  29亿元 (n=5)  96亿元 东湾省  31%  3 y or more
  Enterprises in the subject  40家 (2024)  102家 (n=5)  310家 东湾省  39%  3 y or more
  Industrial parks  1个 (2024)  2个 (n=5)  6个 东湾省  50%  about 2 y
  Industry alliances and associations  1家 (2024)  1家 (n=5)  3家 东湾省  100%  not behind
  peers' plans on 'Growing enterprises': 澜江省 2, 临渡区 2, 望潮市 3, 望潮市砚湖区 0, 云岭省 4, 泽
  川市 1; level 3 or more in 2 of 6
  peers' plans on 'Industrial clusters': 澜江省 3, 临渡区 4, 望潮市 2, 望潮市砚湖区 0, 云岭省 4, 泽
  川市 1; level 3 or more in 3 of 6
  peers' plans on 'Ecosystem': 澜江省 3, 临渡区 4, 望潮市 2, 望潮市砚湖区 2, 云岭省 4, 泽川市 0;
  level 3 or more in 3 of 6

Application at scale: grave shortcoming
  2 compared, 2 below the median, 1 below half of it
  Industry solutions  6个 (2024)  15个 (n=5)  50个 东湾省  40%  about 3 y
  Demonstrations  15个 (2024)  28个 (n=5)  110个 东湾省  54%  about 2 y
  peers' plans on 'Application scenarios': 澜江省 2, 临渡区 1, 望潮市 4, 望潮市砚湖区 2, 云岭省 4,
  泽川市 1; level 3 or more in 2 of 6

Talent: grave shortcoming
  1 compared, 1 below the median, 1 below half of it
  Specialists  520人 (2024)  1275人 (n=4)  4500人 东湾省  41%  3 y or more
  peers' plans on 'Talent': 澜江省 4, 临渡区 2, 望潮市 3, 望潮市砚湖区 0, 云岭省 4, 泽川市 1; level
  3 or more in 3 of 6

warning peers.csv:269: 'Specialists' of 南屏省 counts '年末在岗人数，含兼职和外包', that of 禾川省 '年末区块链研发、开发和运维在岗人数'; they are not compared. get the figure in one definition, or say that both are the same.
warning: scenario 'Logistics documents' has no demand: nobody asks for it; it is not ranked. find who asks for it before it is a candidate.
warning: '云岫文旅板块' has no reason for its places. give its ground: industry, resources, position.
$ liance draft scenarios --example --lang en
Scenarios ranked
                      Local        Data                                 Experience
place  scenario       industry     readiness    Demand  Effect  Effort  of peers      total  taken
──────────────────────────────────────────────────────────────────────────────────────────────────
1      Supply-chain   0.75         0.50         1.00    1.00    0.75    0.33          0.788  ✓
       finance
2      Culture and    1.00         0.75         0.75    0.50    0.25    0.33          0.726  ✓
       tourism
3      Electronic     0.50         1.00         0.75    0.75    0.25    0.33          0.717  ✓
       licences
4      Energy and     0.33         0.75         1.00    0.75    0.75    0.17          0.685  ✓
       power
5      Agriculture    0.50         0.50         0.75    0.75    0.50    0.67          0.641  ✓
6      Manufacturing  0.33         0.50         0.75    0.75    0.75    0.17          0.565  ✓
7      Judicial       0.50         0.50         0.50    0.50    0.25    1.00          0.544
       evidence
8      Traceability   0.50         0.50         0.50    0.50    0.50    0.50          0.500
—      Credit         0.00         —            —       —       —       0.00          —
       information
—      Government     0.50         —            —       —       —       0.67          —
       services
—      Health         1.00         —            —       —       —       0.50          —
—      Logistics      0.00         0.25         0.00    0.50    0.50    0.50          —
       documents
  weights (pairwise judgements, aggregated): Local industry 19.6%, Data readiness 15.4%, Demand
  32.8%, Effect 20.0%, Effort 6.6%, Experience of peers 5.5%
  consistency ratio CR: group 0.002; 省数据局 0.003, 省工业和信息化厅 0.003, 专家组 0.006
  Local industry, weight 19.6%: from 0.0% to 28.4% the same scenarios are taken (beyond, 'Judicial
  evidence' replaces 'Manufacturing')
  Data readiness, weight 15.4%: from 0.0% to 100.0% the same scenarios are taken
  Demand, weight 32.8%: from 26.8% to 100.0% the same scenarios are taken (beyond, 'Judicial
  evidence' replaces 'Manufacturing')
  Effect, weight 20.0%: from 12.9% to 100.0% the same scenarios are taken (beyond, 'Judicial
  evidence' replaces 'Manufacturing')
  Effort, weight 6.6%: from 0.0% to 10.3% the same scenarios are taken (beyond, 'Judicial evidence'
  replaces 'Manufacturing')
  Experience of peers, weight 5.5%: from 0.0% to 7.8% the same scenarios are taken (beyond,
  'Judicial evidence' replaces 'Manufacturing')
warning peers.csv:269: 'Specialists' of 南屏省 counts '年末在岗人数，含兼职和外包', that of 禾川省 '年末区块链研发、开发和运维在岗人数'; they are not compared. get the figure in one definition, or say that both are the same.
warning: scenario 'Logistics documents' has no demand: nobody asks for it; it is not ranked. find who asks for it before it is a candidate.
warning: '云岫文旅板块' has no reason for its places. give its ground: industry, resources, position.
$ liance draft targets --example --lang en
Staged targets
                                              needs    own so   best
indicator       year  base   target  made by  p.a.     far      peer     judgement  owner
──────────────────────────────────────────────────────────────────────────────────────────────────
Patents in the  2027  38件   80件    given    28.2%    46.8%    49.4%    within     省科技厅
subject                                                                  own so
                                                                         far
                2030         180件   given    29.6%                      within
                                                                         own so
                                                                         far
Innovation      2027  2个    4个     given    26.0%    26.0%    58.7%    within     省科技厅
platforms                                                                own so
                                                                         far
                2030         8个     given    26.0%                      within
                                                                         own so
                                                                         far
Enterprises in  2027  40家   70家    given    20.5%    30.5%    33.9%    within     省工业和信息化
the subject                                                              own so     厅
                                                                         far
                2030         130家   given    21.7%                      within
                                                                         own so
                                                                         far
Revenue of the  2027  9亿元  18亿元  given    26.0%    28.9%    42.6%    within     省工业和信息化
industry                                                                 own so     厅
                                                                         far
                2030         40亿元  given    28.2%                      within
                                                                         own so
                                                                         far
Filed           2027  9项    20项    given    30.5%    108.0%   76.5%    within     省委网信办
information                                                              own so
services                                                                 far
                2030         45项    given    30.8%                      within
                                                                         own so
                                                                         far
Testing and     2027  0家    1家     given    —        —        44.2%    unknown    省市场监管局
certification
bodies
                2030         2家     given    —                          unknown
Demonstrations  2027  15个   40个    given    38.7%    71.0%    81.7%    within     省数据局
                                                                         own so
                                                                         far
                2030         100个   given    37.2%                      within
                                                                         own so
                                                                         far
Industry        2027  6个    9个     peers'   14.5%    81.7%    55.4%    within     省工业和信息化
solutions                            median                              own so     厅
                                                                         far
                2030         15个    peers'   16.5%                      within
                                     median                              own so
                                                                         far
Specialists     2027  520人  1000人  given    24.4%    26.0%    35.7%    within     省人力资源社会
                                                                         own so     保障厅
                                                                         far
                2030         2200人  given    27.2%                      above
                                                                         own, a
                                                                         peer did
                                                                         it
warning peers.csv:269: 'Specialists' of 南屏省 counts '年末在岗人数，含兼职和外包', that of 禾川省 '年末区块链研发、开发和运维在岗人数'; they are not compared. get the figure in one definition, or say that both are the same.
warning: scenario 'Logistics documents' has no demand: nobody asks for it; it is not ranked. find who asks for it before it is a candidate.
warning: '云岫文旅板块' has no reason for its places. give its ground: industry, resources, position.
$ liance draft layout --example --lang en
Layout: 一核两带三板块
kind   name                      places                  reason
──────────────────────────────────────────────────────────────────────────────────────────────────
core   禾都区块链创新核心        禾都市                  全省创新平台和在岗专业人才集中在禾都市
belt   石渡—铁山—禾都能源应用带  石渡市、铁山市、禾都市  三市同在一条煤炭铁路通道上，发运、承运、
                                                         结算单位相互衔接
belt   禾都—河湾装备协同带       禾都市、河湾市          主机厂在禾都、配套企业集中在河湾
block  河湾装备制造板块          河湾市                  装备制造配套企业最集中
block  麦原特色农业板块          麦原市、青塬市          已有种子溯源试点，检测机构和制种企业在当
                                                         地
block  云岫文旅板块              云岫市                  [blank]
warning peers.csv:269: 'Specialists' of 南屏省 counts '年末在岗人数，含兼职和外包', that of 禾川省 '年末区块链研发、开发和运维在岗人数'; they are not compared. get the figure in one definition, or say that both are the same.
warning: scenario 'Logistics documents' has no demand: nobody asks for it; it is not ranked. find who asks for it before it is a candidate.
warning: '云岫文旅板块' has no reason for its places. give its ground: industry, resources, position.
$ liance draft write --example --out draft.docx --version-out one.json --lang en
禾川省区块链产业发展规划（2026—2030年）: 11 blanks
item                     draft  median  best            n
─────────────────────────────────────────────────────────
Planning goals           4      1.5     4 望潮市        6
Key technology research  4      2       4 云岭省        6
Innovation platforms     4      2.5     4 望潮市        6
Application scenarios    4      2       4 望潮市        6
Growing enterprises      4      2       4 云岭省        6
Industrial clusters      4      2.5     4 临渡区        6
Ecosystem                3      2.5     4 临渡区        6
Talent                   4      2.5     4 澜江省        6
Governance               0      2       4 望潮市砚湖区  6
Machine scores: one opinion, not a result.
warning peers.csv:269: 'Specialists' of 南屏省 counts '年末在岗人数，含兼职和外包', that of 禾川省 '年末区块链研发、开发和运维在岗人数'; they are not compared. get the figure in one definition, or say that both are the same.
warning: scenario 'Logistics documents' has no demand: nobody asks for it; it is not ranked. find who asks for it before it is a candidate.
warning: '云岫文旅板块' has no reason for its places. give its ground: industry, resources, position.
Written: draft.docx
Written: one.json
$ liance draft compare one.json one.json --lang en
The versions are the same.
$ liance draft call list --store empty.sqlite3 --lang en
No scenario is listed yet.

# The finished draft goes on to delivery
$ liance draft export --example --out handover --lang en
Written: handover/draft.docx
Written: handover/frame.yaml
Written: handover/targets.yaml
Written: handover/owners.csv
warning peers.csv:269: 'Specialists' of 南屏省 counts '年末在岗人数，含兼职和外包', that of 禾川省 '年末区块链研发、开发和运维在岗人数'; they are not compared. get the figure in one definition, or say that both are the same.
warning: scenario 'Logistics documents' has no demand: nobody asks for it; it is not ranked. find who asks for it before it is a candidate.
warning: '云岫文旅板块' has no reason for its places. give its ground: industry, resources, position.
$ liance delivery import-targets handover/draft.docx --store office.sqlite3 --lang en
draft.docx: 11 added, 0 changed, 0 dropped, 0 unchanged.
warning draft.docx: not found in the text: issuer, date. add them in an index or in front matter if plans are to be compared by place, level or time.
warning draft.docx: the plan has no date, so that what is added has no start. give its date with --index, or settle the baseline's date.
$ liance delivery assign handover/owners.csv --store office.sqlite3 --lang en
9 projects updated.

# What can go wrong
$ liance draft write --out draft.docx --lang en
The command was not understood: name a worksheet, or use --example to try the shipped one
For help: liance draft write --help
[2]
$ liance draft peers no.yaml --lang en
there is no file 'no.yaml'; check the path
[2]
$ liance draft compare one.json draft.docx --lang en
'draft.docx' is no saved version of a draft; liance draft write --version-out makes one
[2]
$ liance draft call open 2026-01 --until tomorrow --store empty.sqlite3 --lang en
The command was not understood: 'tomorrow' is no date such as 2026-03-01
For help: liance draft call open --help
[2]
$ liance draft call show 2026-09 --store empty.sqlite3 --lang en
the store has no call '2026-09'
[2]
