"""Who a site is: a certificate that a study's root signed, and the key that belongs to it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa

from ._errors import Tampered

_PSS = padding.PSS(padding.MGF1(hashes.SHA256()), 32)
_HOURS = 24


class Identity:
    """A site's own certificate and key, and the root it trusts.

    Parameters
    ----------
    certificate, key, root
        PEM. The key is RSA, elliptic-curve or Ed25519.
    """

    def __init__(self, certificate: bytes, key: bytes, root: bytes) -> None:
        self.certificate = certificate
        self._key = serialization.load_pem_private_key(key, None)
        self._root = x509.load_pem_x509_certificate(root)

    def sign(self, message: bytes) -> bytes:
        """Signature by the site's key."""
        if isinstance(self._key, ed25519.Ed25519PrivateKey):
            return self._key.sign(message)
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(message, _PSS, hashes.SHA256())
        if isinstance(self._key, ec.EllipticCurvePrivateKey):
            return self._key.sign(message, ec.ECDSA(hashes.SHA256()))
        raise Tampered("federation.certificate_kind", where="key")

    def verify(self, certificate: bytes, name: str, message: bytes, signature: bytes) -> None:
        """Refuse what ``name`` did not sign.

        Raises
        ------
        Tampered
            Another root, another name, out of date, or another signature.
        """
        theirs = read_certificate(certificate, where=name)
        check_issued(theirs, self._root, name, where=name)
        public = theirs.public_key()
        try:
            if isinstance(public, ed25519.Ed25519PublicKey):
                public.verify(signature, message)
            elif isinstance(public, rsa.RSAPublicKey):
                public.verify(signature, message, _PSS, hashes.SHA256())
            elif isinstance(public, ec.EllipticCurvePublicKey):
                public.verify(signature, message, ec.ECDSA(hashes.SHA256()))
            else:
                raise Tampered("federation.certificate_kind", where=name)
        except InvalidSignature as error:
            raise Tampered("federation.signature", where=name) from error


def read_certificate(pem: bytes, *, where: str) -> x509.Certificate:
    """A certificate. Raises :class:`Tampered` if it is none."""
    try:
        return x509.load_pem_x509_certificate(pem)
    except ValueError as error:
        raise Tampered("federation.certificate_foreign", where=where) from error


def check_issued(theirs: x509.Certificate, root: x509.Certificate, name: str, *, where: str) -> None:
    """Refuse a certificate of another root, another name or another time.

    Raises
    ------
    Tampered
        Says which of them.
    """
    try:
        theirs.verify_directly_issued_by(root)
    except (ValueError, TypeError, InvalidSignature) as error:
        raise Tampered("federation.certificate_foreign", where=where) from error
    now = datetime.datetime.now(datetime.UTC)
    if not theirs.not_valid_before_utc <= now <= theirs.not_valid_after_utc:
        raise Tampered("federation.certificate_date", where=where)
    named = [one.value for one in theirs.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)]
    if named != [name]:
        told = ", ".join(str(one) for one in named)
        raise Tampered("federation.certificate_name", where=where, told=told)


def fingerprint(certificate: bytes) -> str:
    """SHA-256 of a certificate, as people compare it."""
    return x509.load_pem_x509_certificate(certificate).fingerprint(hashes.SHA256()).hex()


def identities(names: Sequence[str]) -> dict[str, Identity]:
    """Identities for sites in one process, under a root that is made for them and then forgotten."""
    root_key = ed25519.Ed25519PrivateKey.generate()
    root_name = _name("root of one process")
    root = _certificate(root_name, root_name, root_key.public_key(), root_key, authority=True)
    root_pem = root.public_bytes(serialization.Encoding.PEM)
    made = {}
    for name in names:
        key = ed25519.Ed25519PrivateKey.generate()
        certificate = _certificate(_name(name), root_name, key.public_key(), root_key, authority=False)
        made[name] = Identity(
            certificate.public_bytes(serialization.Encoding.PEM),
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            ),
            root_pem,
        )
    return made


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, common)])


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    public: ed25519.Ed25519PublicKey,
    signer: ed25519.Ed25519PrivateKey,
    *,
    authority: bool,
) -> x509.Certificate:
    now = datetime.datetime.now(datetime.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(minutes=5))
        .not_valid_after(now + datetime.timedelta(hours=_HOURS))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .sign(signer, None)
    )
