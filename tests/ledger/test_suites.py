"""The suites on published vectors, against second implementations, and at the edges of their ranges.

Vectors: RFC 8032 section 7.1; GB/T 32918.5 annex A; GB/T 32905 annex A; GB/T 32907 annex A; RFC 8998 annex A.
"""

from __future__ import annotations

import copy
import hashlib
import importlib
import logging
import pickle
import traceback

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liance.core.errors import UnknownNameError
from liance.ledger import sm2, suites
from liance.ledger.errors import KeyMaterialError, MissingLibraryError
from liance.ledger.suites import Guomi, Intl, Secret, load_suite

BOTH = ("intl", "guomi")
# GB/T 32918.5, annex A.2: key pair, message and signature under the default signer id.
SM2_PRIVATE = bytes.fromhex("3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8")
SM2_PUBLIC = bytes.fromhex(
    "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
    "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"
)
SM2_Z = "B2E14C5C79C6DF5B85F4FE7ED8DB7A262B9DA7E07CCB0EA9F4747B8CCDA8A4F3"
SM2_SIGNATURE = bytes.fromhex(
    "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3"
    "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA"
)
# RFC 8032, section 7.1, tests 1 to 3: seed, public key, message, signature.
ED25519 = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]


def intl() -> Intl:
    suite = load_suite("intl")
    assert isinstance(suite, Intl)
    return suite


def guomi() -> Guomi:
    suite = load_suite("guomi")
    assert isinstance(suite, Guomi)
    return suite


def backends() -> list[sm2.Backend]:
    """Every SM2 back end that this machine has; there is always one."""
    found: list[sm2.Backend] = []
    for kind in (sm2.GmsslPyx, sm2.GmsslFast):
        try:
            found.append(kind())
        except MissingLibraryError:
            continue
    return found


def test_a_suite_is_known_by_name() -> None:
    assert load_suite("intl") is load_suite("intl")
    with pytest.raises(UnknownNameError, match="guomi"):
        load_suite("goumi")


@pytest.mark.parametrize(
    ("message", "digest"),
    [
        (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
    ],
)
def test_sm3_gives_the_hashes_of_the_standard(message: bytes, digest: str) -> None:
    for library in backends():
        assert digest == library.sm3(message).hex()
    if "sm3" in hashlib.algorithms_available:
        assert digest == hashlib.new("sm3", message).hexdigest()


def test_sha256_is_that_of_fips_180() -> None:
    assert intl().hash(b"abc").hex().startswith("ba7816bf8f01cfea414140de5dae2223")


@pytest.mark.parametrize(("seed", "public", "message", "signature"), ED25519)
def test_ed25519_gives_the_signatures_of_rfc_8032(
    seed: str, public: str, message: str, signature: str
) -> None:
    suite = intl()
    signer = suite.signer(Secret(bytes.fromhex(seed)), bytes.fromhex(public))
    assert signature == signer.sign(bytes.fromhex(message)).hex()
    assert suite.verify(signer.public_key, bytes.fromhex(message), bytes.fromhex(signature))


def test_sm2_accepts_the_signature_of_the_standard() -> None:
    for library in backends():
        suite = Guomi(library)
        assert sm2._identity_digest(SM2_PUBLIC, library).hex().upper() == SM2_Z
        assert suite.verify(SM2_PUBLIC, b"message digest", SM2_SIGNATURE)
        assert not suite.verify(SM2_PUBLIC, b"message digesu", SM2_SIGNATURE)


def _add(first, second):
    """Add two points of the SM2 curve (None is the neutral one), by the textbook."""
    if first is None or second is None:
        return first or second
    (x1, y1), (x2, y2) = first, second
    if x1 == x2 and (y1 + y2) % sm2.P == 0:
        return None
    slope = (
        (3 * x1 * x1 + sm2.A) * pow(2 * y1, -1, sm2.P)
        if first == second
        else (y2 - y1) * pow(x2 - x1, -1, sm2.P)
    )
    x = (slope * slope - x1 - x2) % sm2.P
    return x, (slope * (x1 - x) - y1) % sm2.P


def _times(scalar: int, point):
    total = None
    while scalar:
        if scalar & 1:
            total = _add(total, point)
        point, scalar = _add(point, point), scalar >> 1
    return total


def _sign_by_definition(private: int, digest: int, nonce: int) -> bytes:
    """GB/T 32918.2, section 6.1, with a given nonce: a second implementation for comparison."""
    x, _ = _times(nonce, (sm2.GX, sm2.GY))
    r = (digest + x) % sm2.N
    s = pow(1 + private, -1, sm2.N) * (nonce - r * private) % sm2.N
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def test_the_standards_signature_follows_from_its_nonce() -> None:
    """Annex A.2 publishes k; the definition then gives r and s, and the public key is d times G."""
    nonce = 0x59276E27D506861A16680F3AD9C02DCCEF3CC1FA3CDBE4CE6D54B80DEAC1BC21
    digest = int.from_bytes(guomi().hash(bytes.fromhex(SM2_Z) + b"message digest"), "big")
    private = int.from_bytes(SM2_PRIVATE, "big")
    assert _sign_by_definition(private, digest, nonce) == SM2_SIGNATURE
    x, y = _times(private, (sm2.GX, sm2.GY))
    assert x.to_bytes(32, "big") + y.to_bytes(32, "big") == SM2_PUBLIC


def test_back_ends_accept_each_others_signatures() -> None:
    found = [Guomi(library) for library in backends()]
    for signing in found:
        private, public = signing.generate()
        signature = signing.signer(private, public).sign("公共数据".encode())
        for checking in found:
            assert checking.verify(public, "公共数据".encode(), signature)
            assert not checking.verify(public, b"other", signature)


def test_a_second_code_base_agrees_on_sm2() -> None:
    """Tongsuo (an OpenSSL descendant) accepts our signatures, and we accept its."""
    ec = importlib.import_module("tongsuopy.crypto.asymciphers.ec")
    hashes = importlib.import_module("tongsuopy.crypto.hashes")
    suite = guomi()
    for number in range(10):
        message = f"message {number}".encode()
        private, public = suite.generate()
        signature = suite.signer(private, public).sign(message)
        x, y = (int.from_bytes(public[at : at + 32], "big") for at in (0, 32))
        numbers = ec.EllipticCurvePublicNumbers(x, y, ec.SM2())
        theirs = numbers.public_key()
        theirs.verify(sm2._to_der(signature), message, ec.ECDSA(hashes.SM3()))
        key = ec.EllipticCurvePrivateNumbers(int.from_bytes(private.reveal(), "big"), numbers).private_key()
        assert suite.verify(public, message, sm2._from_der(key.sign(message, ec.ECDSA(hashes.SM3()))))


def test_sm4_gcm_gives_the_ciphertext_of_rfc_8998_in_both_libraries() -> None:
    key = Secret(bytes.fromhex("0123456789ABCDEFFEDCBA9876543210"))
    nonce = bytes.fromhex("00001234567800000000ABCD")
    plain = bytes.fromhex("".join(letter * 16 for letter in "ABCDEFEA"))
    bound = bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2")
    cipher = bytes.fromhex(
        "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
        "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
        "83DE3541E4C2B58177E065A9BF7B62EC"
    )
    assert guomi().seal(key, nonce, plain, bound) == cipher
    assert guomi().unseal(key, nonce, cipher, bound) == plain
    second = importlib.import_module("gmssl_pyx")
    body, tag = second.sm4_gcm_encrypt(key=key.reveal(), iv=nonce, aad=bound, plaintext=plain)
    assert body + tag == cipher


def test_sm4_encrypts_the_block_of_the_standard() -> None:
    """GB/T 32907 annex A.1, in the library that our cipher runs on."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    block = bytes.fromhex("0123456789abcdeffedcba9876543210")
    encryptor = Cipher(algorithms.SM4(block), modes.ECB()).encryptor()
    assert encryptor.update(block).hex() == "681edf34d206965e86b3e94f536e4246"


@pytest.mark.parametrize("name", BOTH)
def test_sealed_bytes_open_only_unchanged(name: str) -> None:
    suite = load_suite(name)
    key, other = Secret(bytes(range(suite.cipher_key_bytes))), Secret(bytes(suite.cipher_key_bytes))
    nonce = bytes(12)
    sealed = suite.seal(key, nonce, b"payload", b"bound")
    assert suite.unseal(key, nonce, sealed, b"bound") == b"payload"
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        assert suite.unseal(key, nonce, bytes(changed), b"bound") is None
    assert suite.unseal(key, nonce, sealed, b"bounds") is None
    assert suite.unseal(other, nonce, sealed, b"bound") is None
    assert suite.unseal(key, bytes(11) + b"\x01", sealed, b"bound") is None
    for length in (0, 15, 16):
        assert suite.unseal(key, nonce, sealed[:length], b"bound") is None
    with pytest.raises(ValueError, match="wrong length"):
        suite.seal(key, bytes(16), b"", b"")
    with pytest.raises(ValueError, match="wrong length"):
        suite.unseal(Secret(b"short"), nonce, sealed, b"")


@pytest.mark.parametrize("name", BOTH)
def test_every_flipped_bit_of_a_signature_is_refused(name: str) -> None:
    suite = load_suite(name)
    signer = suite.signer(*suite.generate())
    signature = signer.sign(b"message")
    assert suite.verify(signer.public_key, b"message", signature)
    for place in range(0, 64, 3):
        changed = bytearray(signature)
        changed[place] ^= 1 << place % 8
        assert not suite.verify(signer.public_key, b"message", bytes(changed))


@pytest.mark.parametrize("name", BOTH)
@given(data=st.data())
@settings(max_examples=50)
def test_verify_answers_no_to_any_bytes(name: str, data: st.DataObject) -> None:
    suite = load_suite(name)
    public = data.draw(st.binary(max_size=70) | st.binary(min_size=64, max_size=64) | st.just(SM2_PUBLIC))
    signature = data.draw(st.binary(max_size=70) | st.binary(min_size=64, max_size=64))
    assert not suite.verify(public, b"message", signature)


def test_sm2_signatures_out_of_range_are_refused_before_any_library() -> None:
    class Never:
        name = "never"
        sm3 = staticmethod(guomi().hash)

        def generate(self):
            raise AssertionError

        def sign(self, private, public, message):
            raise AssertionError

        def verify(self, public, message, signature):
            raise AssertionError("a library saw a signature out of range")

    suite = Guomi(Never())
    r, s = SM2_SIGNATURE[:32], SM2_SIGNATURE[32:]
    order, zero = sm2.N.to_bytes(32, "big"), bytes(32)
    negative = (sm2.N - int.from_bytes(r, "big")).to_bytes(32, "big")
    for signature in (
        zero + s,
        r + zero,
        order + s,
        r + order,
        b"\xff" * 32 + s,
        r + b"\xff" * 32,
        r + negative,
        r + s + b"\x00",
        (r + s)[:-1],
        b"",
        sm2._to_der(r + s),
    ):
        assert not suite.verify(SM2_PUBLIC, b"message digest", signature)
    with pytest.raises(AssertionError, match="library saw"):
        suite.verify(SM2_PUBLIC, b"message digest", r + s)


def test_sm2_public_keys_are_points_in_one_encoding() -> None:
    x, y = SM2_PUBLIC[:32], SM2_PUBLIC[32:]
    assert guomi().is_public_key(SM2_PUBLIC)
    beyond = (int.from_bytes(x, "big") + sm2.P).to_bytes(33, "big")[-32:]
    for wrong in (y + x, bytes(64), b"\x04" + SM2_PUBLIC, SM2_PUBLIC[:-1], x + bytes(32), beyond + y, b""):
        assert not guomi().is_public_key(wrong)
        assert not guomi().verify(wrong, b"message digest", SM2_SIGNATURE)


@pytest.mark.parametrize("scalar", [0, sm2.N - 1, sm2.N, 2**256 - 1])
def test_sm2_private_keys_out_of_range_are_refused(scalar: int) -> None:
    with pytest.raises(KeyMaterialError):
        guomi().signer(Secret(scalar.to_bytes(32, "big")), SM2_PUBLIC)


@pytest.mark.parametrize("name", BOTH)
def test_keys_that_do_not_pair_are_refused(name: str) -> None:
    suite = load_suite(name)
    private, _ = suite.generate()
    _, public = suite.generate()
    with pytest.raises(KeyMaterialError):
        suite.signer(private, public)
    with pytest.raises(KeyMaterialError):
        suite.signer(Secret(private.reveal()[1:]), public)


def _edwards_add(first: tuple[int, int], second: tuple[int, int]) -> tuple[int, int]:
    prime = suites._FIELD
    d = -121665 * pow(121666, -1, prime)
    (x1, y1), (x2, y2) = first, second
    product = d * x1 * x2 * y1 * y2
    x = (x1 * y2 + x2 * y1) * pow(1 + product, -1, prime)
    y = (y1 * y2 + x1 * x2) * pow(1 - product, -1, prime)
    return x % prime, y % prime


def _edwards_x(y: int) -> int | None:
    prime = suites._FIELD
    d = -121665 * pow(121666, -1, prime)
    square = (y * y - 1) * pow(d * y * y + 1, -1, prime) % prime
    x = pow(square, (prime + 3) // 8, prime)
    if (x * x - square) % prime:
        x = x * pow(2, (prime - 1) // 4, prime) % prime
    return x if (x * x - square) % prime == 0 else None


def test_ed25519_keys_of_small_order_and_other_spellings_are_refused() -> None:
    found = set()
    for y in suites._SMALL_ORDER:
        x = _edwards_x(y)
        assert x is not None
        for point in ((x, y), (-x % suites._FIELD, y)):
            total = point
            for _ in range(7):
                total = _edwards_add(total, point)
            assert total == (0, 1)
            found.add(point)
        for sign in (0, 1 << 255):
            assert not intl().is_public_key((y | sign).to_bytes(32, "little"))
    assert len(found) == 8
    for y in range(suites._FIELD, 2**255):
        assert not intl().is_public_key(y.to_bytes(32, "little"))
    assert intl().is_public_key(bytes.fromhex(ED25519[0][1]))
    assert not intl().is_public_key(b"short")


@pytest.mark.parametrize("name", BOTH)
def test_private_keys_are_in_no_repr_error_log_or_pickle(
    name: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    suite = load_suite(name)
    private, public = suite.generate()
    signer = suite.signer(private, public)
    shown = [repr(private), str(private), f"{private!s}", repr(signer), repr([signer, private])]
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("liance").debug("signer %r secret %s", signer, private)
    for thing in (private, signer):
        for attempt in (pickle.dumps, copy.copy, copy.deepcopy):
            with pytest.raises(TypeError) as caught:
                attempt(thing)
            shown.append("".join(traceback.format_exception(caught.value)))
    try:
        suite.signer(private, suite.generate()[1])
    except KeyMaterialError as error:
        shown += [str(error), error.message("zh"), "".join(traceback.format_exception(error))]
    captured = capfd.readouterr()
    text = "\n".join([*shown, caplog.text, captured.out, captured.err])
    raw = private.reveal()
    assert raw.hex() not in text.lower()
    assert repr(raw) not in text
    assert str(int.from_bytes(raw, "big")) not in text


def test_missing_libraries_are_named_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(name: str):
        raise ImportError(name)

    monkeypatch.setattr(sm2.importlib, "import_module", fail)
    sm2.backend.cache_clear()
    with pytest.raises(MissingLibraryError, match="gmssl-pyx"):
        sm2.backend()
    sm2.backend.cache_clear()
    monkeypatch.undo()
    assert sm2.backend().name in {"gmssl-pyx", "gmssl-fast"}
