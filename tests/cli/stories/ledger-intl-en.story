# four cities with a key each, and a key that signs checkpoints
$ liance ledger key new log.key --suite intl --lang en
suite       intl
public key  intl:…
$ liance ledger key new jinan.key --suite intl --lang en
suite       intl
public key  intl:…
$ liance ledger key new qingdao.key --suite intl --lang en
suite       intl
public key  intl:…
$ liance ledger key new yantai.key --suite intl --lang en
suite       intl
public key  intl:…
$ liance ledger key new weifang.key --suite intl --lang en
suite       intl
public key  intl:…
$ liance ledger key show jinan.key --lang en
suite       intl
public key  intl:…

# the ledger
$ liance ledger create chain --instance sd-chain --origin liance.example/sd-chain --log-key log.key --founder jinan/data/admin/k1 'Jinan data bureau' jinan.key --founder qingdao/data/admin/k1 'Qingdao data bureau' qingdao.key --founder yantai/data/admin/k1 'Yantai data bureau' yantai.key --founder weifang/data/admin/k1 'Weifang data bureau' weifang.key --lang en
ledger    sha256:…
suite     intl
instance  sd-chain
founders  sd-chain/jinan, sd-chain/qingdao, sd-chain/weifang, sd-chain/yantai
quorum    3/4

# records, members, refusals
$ liance ledger put chain catalogue/population '{"name": "population", "sharing": "conditional"}' --key jinan.key --lang en
recorded at height 1
operation sha256:…
$ liance ledger add chain jinan/data/clerk clerk --power submit --key jinan.key --lang en
recorded at height 2
operation sha256:…
$ liance ledger key new clerk.key --suite intl --lang en
suite       intl
public key  intl:…
$ liance ledger add chain jinan/data/clerk/k1 'Zhang San' --new-key clerk.key --key jinan.key --lang en
recorded at height 3
operation sha256:…
$ liance ledger put chain catalogue/company '{"name": "companies"}' --key clerk.key --lang en
recorded at height 4
operation sha256:…
$ liance ledger suspend chain jinan/data/clerk/k1 --key clerk.key --lang en
refused (11 NO_POWER): the role does not have this power
[1]
$ liance ledger submit chain record.put '{"record": "catalogue/company", "revision": 7, "value": {}}' --key jinan.key --lang en
refused (50 WRONG_REVISION): the record has another revision
[1]
$ liance ledger put chain x '{"number": 1.5}' --key jinan.key --lang en
the ledger keeps whole numbers only; write 1.5 as text ("1.5") or in a smaller unit
[2]

# a vote on a city's weight
$ liance ledger propose chain organisation.weigh '{"path": "sd-chain/weifang", "weight": 2}' --key jinan.key --lang en
recorded at height 5
operation sha256:…
$ liance ledger members chain --lang en
member                          name                 status  powers                  weight
───────────────────────────────────────────────────────────────────────────────────────────
sd-chain/jinan                  Jinan data bureau    active                          1
sd-chain/jinan/data             Jinan data bureau    active
sd-chain/jinan/data/admin       Jinan data bureau    active  govern, manage, submit
sd-chain/jinan/data/admin/k1    Jinan data bureau    active
sd-chain/jinan/data/clerk       clerk                active  submit
sd-chain/jinan/data/clerk/k1    Zhang San            active
sd-chain/qingdao                Qingdao data bureau  active                          1
sd-chain/qingdao/data           Qingdao data bureau  active
sd-chain/qingdao/data/admin     Qingdao data bureau  active  govern, manage, submit
sd-chain/qingdao/data/admin/k1  Qingdao data bureau  active
sd-chain/weifang                Weifang data bureau  active                          1
sd-chain/weifang/data           Weifang data bureau  active
sd-chain/weifang/data/admin     Weifang data bureau  active  govern, manage, submit
sd-chain/weifang/data/admin/k1  Weifang data bureau  active
sd-chain/yantai                 Yantai data bureau   active                          1
sd-chain/yantai/data            Yantai data bureau   active
sd-chain/yantai/data/admin      Yantai data bureau   active  govern, manage, submit
sd-chain/yantai/data/admin/k1   Yantai data bureau   active

proposal      action              progress         votes
────────────────────────────────────────────────────────
…  organisation.weigh  open until 1005  0/0

# checkpoint, witnesses, evidence, checked offline in another folder
$ liance ledger checkpoint chain --key log.key --out request.txt --lang en
origin  liance.example/sd-chain
size    6
root    …
written: request.txt
$ liance ledger prove chain --record jinan catalogue/population --out early.txt --lang en
no checkpoint with enough witnesses covers height 1 yet; run checkpoint, have witnesses cosign it, then collect
[2]
$ liance ledger cosign request.txt --policy chain/policy.txt --key jinan.key --state jinan.state --out jinan.cosigned --lang en
origin  liance.example/sd-chain
size    6
root    …
written: jinan.cosigned
$ liance ledger cosign request.txt --policy chain/policy.txt --key qingdao.key --state qingdao.state --out qingdao.cosigned --lang en
origin  liance.example/sd-chain
size    6
root    …
written: qingdao.cosigned
$ liance ledger cosign request.txt --policy chain/policy.txt --key yantai.key --state yantai.state --out yantai.cosigned --lang en
origin  liance.example/sd-chain
size    6
root    …
written: yantai.cosigned
$ liance ledger collect chain jinan.cosigned qingdao.cosigned yantai.cosigned --lang en
size       6
witnesses  sd-chain/jinan, sd-chain/qingdao, sd-chain/yantai
quorum     reached
$ liance ledger prove chain --record jinan catalogue/population --out elsewhere/proof.txt --lang en
proves     the entry at height 1
size       6
witnesses  sd-chain/jinan, sd-chain/qingdao, sd-chain/yantai
file size  …
written: elsewhere/proof.txt
$ liance ledger prove chain --state member/sd-chain/dezhou --out elsewhere/absent.txt --lang en
proves     state key member/sd-chain/dezhou (no value)
size       6
witnesses  sd-chain/jinan, sd-chain/qingdao, sd-chain/yantai
file size  …
written: elsewhere/absent.txt
$ liance ledger verify elsewhere/proof.txt --policy chain/policy.txt --author-key jinan.key --lang en
It holds.
height              1
recorded            <time>
author              sd-chain/jinan/data/admin/k1
kind                record.put
content             {"record": "catalogue/population", "revision": 0, "value": {"name": "population", "sharing": "conditional"}}
ledger              sha256:…
author's signature  valid
origin              liance.example/sd-chain
size                6
witnesses           sd-chain/jinan (<time>), sd-chain/qingdao (<time>), sd-chain/yantai (<time>)
$ liance ledger verify elsewhere/absent.txt --policy chain/policy.txt --lang en
It holds.
state key  member/sd-chain/dezhou
value      none
origin     liance.example/sd-chain
size       6
witnesses  sd-chain/jinan (<time>), sd-chain/qingdao (<time>), sd-chain/yantai (<time>)

# a key is replaced: the old one counts no more
$ liance ledger key new jinan-2.key --suite intl --lang en
suite       intl
public key  intl:…
$ liance ledger rotate chain --key jinan.key --new-key jinan-2.key --lang en
recorded at height 6
operation sha256:…
$ liance ledger put chain late '{}' --key jinan.key --lang en
the ledger does not know this key, or it was replaced; see liance ledger members
[2]
$ liance ledger put chain late '{}' --key jinan-2.key --lang en
recorded at height 7
operation sha256:…

# killed with -9 while submitting: nothing lost, nothing twice
! kill chain qingdao.key
$ liance ledger inspect chain --lang en
ledger                       sha256:…
suite                        intl
instance                     sd-chain
height                       67
last time                    <time>
organisations / all members  4 / 18
engine version               1
proposals not enacted        1
last checkpoint              6
last cosigned checkpoint     6 (sd-chain/jinan, sd-chain/qingdao, sd-chain/yantai)
file size                    …

# a second checkpoint that only grew, export, audit, snapshot, restore
$ liance ledger checkpoint chain --key log.key --out request.txt --lang en
origin  liance.example/sd-chain
size    68
root    …
written: request.txt
$ liance ledger cosign request.txt --policy chain/policy.txt --key weifang.key --state weifang.state --out weifang.cosigned --lang en
origin  liance.example/sd-chain
size    68
root    …
written: weifang.cosigned
$ liance ledger cosign request.txt --policy chain/policy.txt --key qingdao.key --state qingdao.state --out qingdao.cosigned --lang en
origin  liance.example/sd-chain
size    68
root    …
written: qingdao.cosigned
$ liance ledger cosign request.txt --policy chain/policy.txt --key yantai.key --state yantai.state --out yantai.cosigned --lang en
origin  liance.example/sd-chain
size    68
root    …
written: yantai.cosigned
$ liance ledger collect chain weifang.cosigned qingdao.cosigned yantai.cosigned --lang en
size       68
witnesses  sd-chain/qingdao, sd-chain/weifang, sd-chain/yantai
quorum     reached
$ liance ledger export chain --out exported --lang en
3 files were exported.
written: exported
$ liance ledger audit exported --policy chain/policy.txt --lang en
Sound: nothing was found.
entries     68
origin      liance.example/sd-chain
size        68
root        …
state root  …
witnesses   sd-chain/qingdao, sd-chain/weifang, sd-chain/yantai
$ liance ledger snapshot chain --out chain.snapshot --lang en
written: chain.snapshot
$ liance ledger restore chain.snapshot restored --policy chain/policy.txt --lang en
Restored to the checkpoint of size 68; ready for use.
$ liance ledger audit restored --lang en
Sound: nothing was found.
entries     68
origin      liance.example/sd-chain
size        68
root        …
state root  …
witnesses   sd-chain/qingdao, sd-chain/weifang, sd-chain/yantai
$ liance ledger put restored after '{"restored": true}' --key jinan-2.key --lang en
recorded at height 68
operation sha256:…
$ liance ledger compare chain restored --lang en
'restored' extends 'chain' by 1 entries; before that they are the same.
