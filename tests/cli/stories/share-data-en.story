# a rehearsed ledger, with every role's key
$ liance scenario play sharing --ledger chain --keys keys --suite intl --lang en
data sharing chain (sharing 1.0.0), 3 organisations, suite intl
  1  2026-02-09 09:01  civil affairs offers marriage records
       city/civil/office/owner  resource.offer  marriages
       → offered
  2  2026-02-09 09:02  civil affairs seals the record of person A; only digests are on the ledger
       city/civil/office/owner  payload.seal  marriages/a
       → held
  3  2026-02-09 09:03  the housing fund asks for a field that is not on offer and is refused
       city/housing/office/clerk  request.file  housing/loans-0
       → refused (1202) fields were asked for that are not on offer
  4  2026-02-09 09:04  the housing fund requests state and date, three times, until the end of June 2026
       city/housing/office/clerk  request.file  housing/loans
       → filed
  5  2026-02-09 09:05  the tax office cannot accept in the place of civil affairs
       city/tax/office/officer  request.accept  housing/loans
       → refused (63) this role may not take this action
  6  2026-02-10 09:06  civil affairs accepts
       city/civil/office/owner  request.accept  housing/loans
       → accepted
  7  2026-02-28 09:07  it is reviewed only after the Spring Festival, later than five working days, and that shows
       city/civil/office/owner  request.approve  housing/loans
       → approved, late
  8  2026-02-28 09:08  a grant cannot go beyond the request
       city/civil/office/owner  grant.issue  housing/loans
       → refused (1204) the grant goes beyond the request
  9  2026-02-28 09:09  civil affairs grants two fields, three times
       city/civil/office/owner  grant.issue  housing/loans
       → active
 10  2026-02-28 09:10  provide
       city/civil/office/owner  request.provide  housing/loans
       → provided
 11  2026-02-28 09:11  the officer queries person A - on the ledger first
       city/housing/office/officer  access.open  housing/a-1
       → logged
 12  2026-02-28 09:12  the gateway delivers against proof of logging
       city/civil/office/gateway  access.deliver  housing/a-1
       → delivered
 13  2026-02-28 09:13  receipt
       city/housing/office/officer  access.receipt  housing/a-1
       → closed
 14  2026-02-28 09:14  a field beyond the grant is refused and kept
       city/housing/office/officer  access.open  housing/a-2
       → refused, kept (1209) fields beyond the grant
 15  2026-02-28 09:15  the tax office uses another's grant; refused and kept
       city/tax/office/officer  access.open  tax/a-1
       → refused, kept (1206) the grant is another department's
 16  2026-02-28 09:16  another purpose than the grant's; refused and kept
       city/housing/office/officer  access.open  housing/a-3
       → refused, kept (1210) another purpose than the grant's
 17  2026-02-28 09:17  what the gateway denies is logged, too
       city/civil/office/gateway  denial.log  civil/tax-a-1
       → logged
 18  2026-02-28 09:19  two more queries use the grant up
       city/housing/office/officer  access.open  housing/…
       → 2: logged
 19  2026-02-28 09:20  the fourth time the count is used up; refused and kept
       city/housing/office/officer  access.open  housing/c-1
       → refused, kept (1208) the grant's count is used up
 20  2026-02-28 09:21  the housing fund objects to what it saw of person A
       city/housing/office/officer  objection.file  housing/a-1
       → filed
 21  2026-03-03 09:22  civil affairs corrects
       city/civil/office/owner  objection.correct  housing/a-1
       → corrected
 22  2026-03-03 09:23  civil affairs revokes the grant
       city/civil/office/owner  grant.revoke  housing/loans
       → revoked
 23  2026-03-03 09:24  after that the record is sealed under another key; the old one opens nothing that comes after
       city/civil/office/owner  payload.reseal  marriages/a
       → held
 24  2026-03-03 09:25  a query after that is refused and kept
       city/housing/office/officer  access.open  housing/d-1
       → refused, kept (1205) the grant is revoked

22 recorded (5 of them kept refusals, 1 late), 3 refused; ledger height 40.
All came as the script expects.
the ledger is kept in chain

# a new request and grant: two fields, two times
$ liance scenario submit chain sharing request.file housing/second '{"resource": "marriages", "purpose": "核验贷款申请人的婚姻状况", "basis": "管理办法（示例）", "fields": ["state", "date"], "count": 2, "until": 4000000000000}' --key keys/housing-office-clerk.key --lang en
recorded at height 41
operation sha256:…
$ liance scenario submit chain sharing request.accept housing/second '{"resource": "marriages"}' --key keys/civil-office-owner.key --lang en
recorded at height 42
operation sha256:…
$ liance scenario submit chain sharing request.approve housing/second '{"resource": "marriages"}' --key keys/civil-office-owner.key --lang en
recorded at height 43
operation sha256:…
$ liance scenario submit chain sharing grant.issue housing/second '{"request": "housing/second", "grantee": "city/housing", "resource": "marriages", "purpose": "核验贷款申请人的婚姻状况", "fields": ["state", "date"], "limit": 2, "until": 4000000000000}' --key keys/civil-office-owner.key --lang en
recorded at height 44
operation sha256:…

# civil affairs seals a record off the ledger
$ liance scenario receiver chain --receiving owner.receiving --key keys/civil-office-owner.key --lang en
recorded at height 45
operation sha256:…
written: owner.receiving
! write private.json {"state": "已婚", "date": "2019-05-20", "place": "某区民政局"}
$ liance scenario submit chain sharing payload.seal marriages/b '{"resource": "marriages", "subject": "person-b-02"}' --private private.json --key keys/civil-office-owner.key --lang en
recorded at height 46
operation sha256:…
$ liance scenario open chain sharing payload/marriages/b --receiving owner.receiving --lang en
date  2019-05-20
place  某区民政局
state  已婚

# a payload that breaks its schema, a grant beyond the request, an unknown department, a wrong role: all refused
$ liance scenario submit chain sharing payload.seal marriages/c '{"resource": "marriages"}' --key keys/civil-office-owner.key --lang en
refused (67) the fields are not what the charter asks for
[1]
$ liance scenario submit chain sharing grant.issue housing/third '{"request": "housing/second", "grantee": "city/housing", "resource": "marriages", "purpose": "核验贷款申请人的婚姻状况", "fields": ["state", "place"], "limit": 2, "until": 4000000000000}' --key keys/civil-office-owner.key --lang en
refused (1204) the grant goes beyond the request
[1]
$ liance scenario submit chain sharing payload.seal marriages/d '{"resource": "marriages", "subject": "person-d-04"}' --private private.json --reader city/tax/office/officer/k1 --key keys/civil-office-owner.key --lang en
city/tax/office/officer/k1 has not registered a receiving key; the member itself runs liance scenario receiver
[2]
$ liance scenario query chain sharing --organisation city/nowhere --lang en
there is no organisation named 'city/nowhere'; did you mean: city/tax, city/housing?
[2]
$ liance scenario submit chain sharing access.open tax/1 '{"grant": "housing/second", "purpose": "核验贷款申请人的婚姻状况", "subject": "person-b-02", "fields": ["state"], "case": "贷款 7"}' --key keys/civil-office-owner.key --lang en
refused (63) this role may not take this action
[1]

# the officer logs an access; without a receiving key nothing is released
$ liance scenario submit chain sharing access.open housing/s-1 '{"grant": "housing/second", "purpose": "核验贷款申请人的婚姻状况", "subject": "person-b-02", "fields": ["state"], "case": "贷款 7"}' --key keys/housing-office-officer.key --lang en
recorded at height 47
operation sha256:…
$ liance ledger checkpoint chain --key keys/log.key --out request --lang en
origin  liance.example/city
size    48
root    …
written: request
$ liance ledger cosign request --policy chain/policy.txt --key keys/civil-office-gateway.key --state civil.state --out civil.signed --lang en
origin  liance.example/city
size    48
root    …
written: civil.signed
$ liance ledger cosign request --policy chain/policy.txt --key keys/housing-office-clerk.key --state housing.state --out housing.signed --lang en
origin  liance.example/city
size    48
root    …
written: housing.signed
$ liance ledger collect chain civil.signed housing.signed --lang en
size       48
witnesses  city/civil, city/housing
quorum     reached
$ liance ledger prove chain --height 47 --out s-1.proof --lang en
proves     the entry at height 47
size       48
witnesses  city/civil, city/housing
file size  …
written: s-1.proof
$ liance scenario release chain sharing housing/s-1 --proof s-1.proof --payload marriages/b --receiving owner.receiving --out s-1.package --key keys/civil-office-gateway.key --lang en
denied housing/s-1 (no-receiving-key): the requester has not registered a receiving key; logged at height 48
[1]

# with a receiving key it is released; the officer opens it and files the receipt
$ liance scenario receiver chain --receiving officer.receiving --key keys/housing-office-officer.key --lang en
recorded at height 49
operation sha256:…
written: officer.receiving
$ liance scenario release chain sharing housing/s-1 --proof s-1.proof --payload marriages/b --receiving owner.receiving --out s-1.package --key keys/civil-office-gateway.key --lang en
released housing/s-1, recorded at height 50
written: s-1.package
$ liance scenario receive chain sharing housing/s-1 s-1.package --receiving officer.receiving --key keys/housing-office-officer.key --lang en
state  已婚
receipt filed at height 51

# one field is disclosed and verified by the policy alone; a changed one is not
$ liance scenario disclose chain sharing payload/marriages/b place --receiving owner.receiving --out shown.json --lang en
written: shown.json
$ liance ledger checkpoint chain --key keys/log.key --out request --lang en
origin  liance.example/city
size    52
root    …
written: request
$ liance ledger cosign request --policy chain/policy.txt --key keys/civil-office-gateway.key --state civil.state --out civil.signed --lang en
origin  liance.example/city
size    52
root    …
written: civil.signed
$ liance ledger cosign request --policy chain/policy.txt --key keys/housing-office-clerk.key --state housing.state --out housing.signed --lang en
origin  liance.example/city
size    52
root    …
written: housing.signed
$ liance ledger collect chain civil.signed housing.signed --lang en
size       52
witnesses  city/civil, city/housing
quorum     reached
$ liance scenario disclose chain sharing payload/marriages/b income --receiving owner.receiving --out shown.json --lang en
there is no sealed field named 'income'; known: date, place, state
[2]
$ liance scenario verify shown.json --policy chain/policy.txt --lang en
true: these fields are what payload/marriages/b held when recorded at <time> (height 46)
place  某区民政局
! write false.json {}
$ liance scenario verify false.json --policy chain/policy.txt --lang en
'false.json' is no disclosure file
[2]

# used up, suspended, revoked: nothing is released
$ liance scenario submit chain sharing access.open housing/s-2 '{"grant": "housing/second", "purpose": "核验贷款申请人的婚姻状况", "subject": "person-b-02", "fields": ["state"], "case": "贷款 7"}' --key keys/housing-office-officer.key --lang en
recorded at height 52
operation sha256:…
$ liance scenario submit chain sharing access.open housing/s-3 '{"grant": "housing/second", "purpose": "核验贷款申请人的婚姻状况", "subject": "person-b-02", "fields": ["state"], "case": "贷款 7"}' --key keys/housing-office-officer.key --lang en
recorded at height 53
operation sha256:…
the attempt was refused and kept (1208): the grant's count is used up
[1]
$ liance ledger checkpoint chain --key keys/log.key --out request --lang en
origin  liance.example/city
size    54
root    …
written: request
$ liance ledger cosign request --policy chain/policy.txt --key keys/civil-office-gateway.key --state civil.state --out civil.signed --lang en
origin  liance.example/city
size    54
root    …
written: civil.signed
$ liance ledger cosign request --policy chain/policy.txt --key keys/housing-office-clerk.key --state housing.state --out housing.signed --lang en
origin  liance.example/city
size    54
root    …
written: housing.signed
$ liance ledger collect chain civil.signed housing.signed --lang en
size       54
witnesses  city/civil, city/housing
quorum     reached
$ liance ledger prove chain --height 52 --out s-2.proof --lang en
proves     the entry at height 52
size       54
witnesses  city/civil, city/housing
file size  …
written: s-2.proof
$ liance ledger prove chain --height 53 --out s-3.proof --lang en
proves     the entry at height 53
size       54
witnesses  city/civil, city/housing
file size  …
written: s-3.proof
$ liance scenario release chain sharing housing/s-3 --proof s-3.proof --payload marriages/b --receiving owner.receiving --out s-3.package --key keys/civil-office-gateway.key --lang en
denied housing/s-3 (access-refused): the access was refused, or is closed already; logged at height 54
[1]
$ liance ledger suspend chain city/housing/office/officer/k1 --key keys/housing-office-clerk.key --lang en
recorded at height 55
operation sha256:…
$ liance scenario submit chain sharing access.open housing/s-4 '{"grant": "housing/second", "purpose": "核验贷款申请人的婚姻状况", "subject": "person-b-02", "fields": ["state"], "case": "贷款 7"}' --key keys/housing-office-officer.key --lang en
refused (6) the key, or a member above it, is suspended or retired
[1]
$ liance scenario release chain sharing housing/s-2 --proof s-2.proof --payload marriages/b --receiving owner.receiving --out s-2.package --key keys/civil-office-gateway.key --lang en
denied housing/s-2 (inactive-requester): the requester's key is suspended or retired; logged at height 56
[1]
$ liance ledger resume chain city/housing/office/officer/k1 --key keys/housing-office-clerk.key --lang en
recorded at height 57
operation sha256:…
$ liance scenario reseal chain sharing housing/second --receiving owner.receiving --key keys/civil-office-owner.key --lang en
the grant 'housing/second' is not revoked
[2]
$ liance scenario submit chain sharing grant.revoke housing/second '{"reason": "办结"}' --key keys/civil-office-owner.key --lang en
recorded at height 58
operation sha256:…
$ liance scenario release chain sharing housing/s-2 --proof s-2.proof --payload marriages/b --receiving owner.receiving --out s-2.package --key keys/civil-office-gateway.key --lang en
denied housing/s-2 (grant-revoked): the grant is revoked; logged at height 59
[1]
$ liance scenario reseal chain sharing housing/second --receiving owner.receiving --key keys/civil-office-owner.key --lang en
marriages/b sealed anew at height 60
