from __future__ import annotations

import datetime

import numpy as np
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from kai_workbench.federation import Tampered
from kai_workbench.federation._identity import Identity, fingerprint, identities
from kai_workbench.federation._masks import Masker, largest, rounding, unmask

SITES = ("a", "b", "c")


def maskers(job="job", known=None, sites=SITES):
    known = known or identities(sites)
    made = {name: Masker(name, job, known[name]) for name in sites}
    hellos = {name: one.hello() for name, one in made.items()}
    return known, made, hellos


@pytest.fixture
def met():
    _, made, hellos = maskers()
    for one in made.values():
        one.meet(hellos, SITES)
    return made


@pytest.mark.parametrize("sites", [SITES, tuple("abcdefghijklmnopqrst")])
def test_the_sum_is_right_to_a_billionth(sites):
    rng = np.random.default_rng(0)
    _, made, hellos = maskers(sites=sites)
    for one in made.values():
        one.meet(hellos, sites)
    values = {name: rng.normal(scale=1e5, size=500) for name in sites}
    values[sites[0]][0] = -largest(len(sites)) + 1
    total = unmask({name: one.mask(values[name], 1, b"?") for name, one in made.items()})
    exact = np.sum(np.stack([values[name].astype(np.longdouble) for name in sites]), axis=0)
    error = float(np.abs(total - exact)[1:].max())
    assert error < 1e-9
    assert error <= rounding(len(sites)) + 1e-10  # what a double itself can hold at 1e5 is added


def test_what_leaves_a_site_tells_nothing_of_its_values(met):
    values = np.arange(20_000.0)
    masked = met["a"].mask(values, 1, b"?")[:-1]
    as_numbers = masked.astype(float)
    assert abs(np.corrcoef(as_numbers, values)[0, 1]) < 4 / np.sqrt(values.size)
    counts = np.bincount((masked >> np.uint64(60)).astype(int), minlength=16)
    assert np.square(counts - counts.mean()).sum() / counts.mean() < 38  # chi-square, 15 df, p = .001
    again = met["a"].mask(values, 2, b"?")[:-1]
    assert (again != masked).all()


def test_two_of_three_answers_open_nothing(met):
    masked = {name: one.mask(np.ones(5), 1, b"?") for name, one in met.items()}
    del masked["c"]
    with pytest.raises(Tampered):
        unmask(masked)


def test_a_key_that_the_server_swaps_is_refused():
    _, made, hellos = maskers()
    _, _, others = maskers()
    hellos["b"] = hellos["b"] | {"public": others["b"]["public"]}
    with pytest.raises(Tampered) as error:
        made["a"].meet(hellos, SITES)
    assert error.value.key == "federation.signature"


def test_a_site_of_another_root_is_refused():
    _, made, hellos = maskers()
    _, _, others = maskers()
    with pytest.raises(Tampered) as error:
        made["a"].meet(hellos | {"b": others["b"]}, SITES)
    assert error.value.key == "federation.certificate_foreign"


def test_a_hello_of_an_earlier_job_is_refused():
    known, _, old = maskers(job="first")
    _, made, hellos = maskers(job="second", known=known)
    with pytest.raises(Tampered) as error:
        made["a"].meet(hellos | {"b": old["b"]}, SITES)
    assert error.value.key == "federation.signature"


def test_one_site_cannot_speak_for_another():
    known, made, hellos = maskers()
    impostor = Masker("b", "job", known["c"]).hello()
    with pytest.raises(Tampered) as error:
        made["a"].meet(hellos | {"b": impostor}, SITES)
    assert error.value.key == "federation.certificate_name"


@pytest.mark.parametrize("given", [("a", "b"), ("a", "b", "c", "d")])
def test_other_sites_than_the_rules_name_are_refused(given):
    _, made, hellos = maskers(sites=("a", "b", "c", "d"))
    with pytest.raises(Tampered) as error:
        made["a"].meet({name: hellos[name] for name in given}, SITES)
    assert error.value.key == "federation.participants"


def test_nothing_is_masked_before_the_sites_have_met():
    _, made, _ = maskers()
    with pytest.raises(Tampered) as error:
        made["a"].mask(np.ones(3), 1, b"?")
    assert error.value.key == "federation.no_peers"


@pytest.mark.parametrize("number", [0, 1, 3])
def test_a_round_is_answered_once_and_in_order(met, number):
    met["a"].mask(np.ones(3), 1, b"?")
    with pytest.raises(Tampered) as error:
        met["a"].mask(np.ones(3), number, b"?")
    assert error.value.key == "federation.round"


def test_masks_do_not_cancel_where_sites_were_asked_different_things(met):
    masked = {name: one.mask(np.ones(5), 1, name.encode()) for name, one in met.items()}
    with pytest.raises(Tampered) as error:
        unmask(masked)
    assert error.value.key == "federation.not_cancelled"


def test_answers_of_two_rounds_do_not_open(met):
    first = {name: one.mask(np.ones(5), 1, b"?") for name, one in met.items()}
    second = {name: one.mask(np.ones(5), 2, b"?") for name, one in met.items()}
    with pytest.raises(Tampered):
        unmask(first | {"a": second["a"]})


def test_a_number_that_would_overflow_is_refused(met):
    for bad in (largest(3) * 1.01, np.inf, np.nan):
        with pytest.raises(Tampered) as error:
            met["a"].mask(np.array([bad]), 1, b"?")
        assert error.value.key == "federation.too_large"
    assert met["a"].mask(np.array([largest(3)]), 1, b"?").size == 2  # the round was not used up


@pytest.mark.parametrize("kind", ["rsa", "elliptic curve"])
def test_certificates_of_other_kinds_of_keys_serve_too(kind):
    def key():
        if kind == "rsa":
            return rsa.generate_private_key(65537, 2048)
        return ec.generate_private_key(ec.SECP256R1())

    known = certified({name: key() for name in SITES}, key())
    _, made, hellos = maskers(known=known)
    for one in made.values():
        one.meet(hellos, SITES)
    assert unmask({name: one.mask(np.ones(2), 1, b"?") for name, one in made.items()}) == pytest.approx(
        [3, 3]
    )


def test_a_certificate_out_of_date_is_refused():
    keys = {name: ec.generate_private_key(ec.SECP256R1()) for name in SITES}
    known = certified(keys, ec.generate_private_key(ec.SECP256R1()), days_ago=400)
    _, made, hellos = maskers(known=known)
    with pytest.raises(Tampered) as error:
        made["a"].meet(hellos, SITES)
    assert error.value.key == "federation.certificate_date"


def test_certificates_have_the_fingerprints_that_people_compare():
    known = identities(SITES)
    told = {fingerprint(one.certificate) for one in known.values()}
    assert len(told) == 3
    assert all(len(one) == 64 for one in told)


def certified(keys, root, *, days_ago=0):
    """Identities whose certificates were issued so long ago, for a year."""
    begin = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=days_ago, minutes=1)

    def certificate(subject, key):
        return (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, subject)]))
            .issuer_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "root")]))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(begin)
            .not_valid_after(begin + datetime.timedelta(days=365))
            .sign(root, hashes.SHA256())
            .public_bytes(serialization.Encoding.PEM)
        )

    plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    top = certificate("root", root)
    return {
        name: Identity(certificate(name, key), key.private_bytes(*plain), top) for name, key in keys.items()
    }
