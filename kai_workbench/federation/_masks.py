"""Sums that nobody can take apart: pairwise masks over the integers modulo 2^64.

Every two sites share a secret that no one else has. From it, for each round, both make the same stream of
numbers; one adds it to what it sends and the other subtracts it, so that the streams cancel in the sum over
all sites and in no other. A mask belongs to one job, one round and one question: sites that are asked
different things get masks that do not cancel.

Source: the pairwise scheme of Bonawitz et al. (2017), Practical secure aggregation for privacy-preserving
machine learning, ACM CCS; without its recovery from drop-outs, because a sum without a site is another
posterior.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypedDict

import numpy as np
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ._errors import Tampered
from ._identity import Identity

FRACTION_BITS = 36
_REACH = 2.0**62
_CHECK = 1.0  # each site's last number: the sum of these must be the number of sites


class Hello(TypedDict):
    """What a site says of itself at the start of a job."""

    site: str
    public: str
    certificate: str
    signature: str


def largest(sites: int) -> float:
    """Largest magnitude of one site's number for which the sum over ``sites`` cannot overflow."""
    return _REACH / 2.0**FRACTION_BITS / sites


def rounding(sites: int) -> float:
    """Largest error of a sum over ``sites`` from fixed point: half a unit of each."""
    return sites * 2.0 ** -(FRACTION_BITS + 1)


class Masker:
    """One site's side of the masks of one job.

    Parameters
    ----------
    site
        Its name; that of its certificate.
    job
        Names the job. Hellos and masks of another job do not fit.
    identity
        Signs the key that is made for this job, and checks those of the others.
    """

    def __init__(self, site: str, job: str, identity: Identity) -> None:
        self.site, self.job = site, job
        self._identity = identity
        self._key = X25519PrivateKey.generate()
        self._secrets: dict[str, bytes] = {}
        self._last = 0

    def hello(self) -> Hello:
        """The public key of this job, signed."""
        public = self._key.public_key().public_bytes(
            serialization.Encoding.Raw, serialization.PublicFormat.Raw
        )
        return {
            "site": self.site,
            "public": public.hex(),
            "certificate": self._identity.certificate.decode(),
            "signature": self._identity.sign(_signed(self.job, self.site, public)).hex(),
        }

    def meet(self, hellos: Mapping[str, Hello], expected: Sequence[str]) -> None:
        """Agree on a secret with every other site.

        Parameters
        ----------
        hellos
            Of all sites of the job.
        expected
            The sites that this site's own policy names, itself among them.

        Raises
        ------
        Tampered
            Other sites than expected, or a key that its site did not sign for this job.
        """
        if set(hellos) != set(expected) or self.site not in expected:
            raise Tampered(
                "federation.participants",
                where=self.site,
                given=", ".join(sorted(hellos)),
                expected=", ".join(sorted(expected)),
            )
        secrets: dict[str, bytes] = {}
        for name, hello in hellos.items():
            if name == self.site:
                continue
            try:
                public = bytes.fromhex(hello["public"])
                signature = bytes.fromhex(hello["signature"])
                certificate = hello["certificate"].encode()
            except (KeyError, ValueError, TypeError, AttributeError) as error:
                raise Tampered("federation.signature", where=name) from error
            self._identity.verify(certificate, name, _signed(self.job, name, public), signature)
            try:
                secrets[name] = self._key.exchange(X25519PublicKey.from_public_bytes(public))
            except ValueError as error:
                raise Tampered("federation.signature", where=name) from error
        self._secrets = secrets

    def mask(self, values: np.ndarray, number: int, question: bytes) -> np.ndarray:
        """The site's numbers for one round, masked; one more than given, by which the sum is checked.

        Parameters
        ----------
        values
            Finite, at most :func:`largest` in magnitude.
        number
            Of the round: exactly one more than that of the last.
        question
            SHA-256 of what was asked. All sites must have been asked the same.

        Returns
        -------
        numpy.ndarray
            Integers modulo 2^64, ``(values.size + 1,)``.

        Raises
        ------
        Tampered
            The round was answered before, or one was left out; or no sites were met.
        """
        if not self._secrets:
            raise Tampered("federation.no_peers", where=self.site)
        if number != self._last + 1:
            raise Tampered("federation.round", where=self.site, given=number, expected=self._last + 1)
        flat = np.append(np.asarray(values, dtype=float).ravel(), _CHECK)
        if not np.isfinite(flat).all() or np.abs(flat).max() > largest(len(self._secrets) + 1):
            raise Tampered("federation.too_large", where=self.site)
        self._last = number
        masked = np.rint(flat * 2.0**FRACTION_BITS).astype(np.int64).view(np.uint64)
        for name, secret in self._secrets.items():
            first, second = sorted((self.site, name))
            stream = _stream(
                secret, self.job, f"{first}|{second}|{number}|{flat.size}|".encode() + question, flat.size
            )
            masked = masked + stream if self.site == first else masked - stream
        return masked


def unmask(masked: Mapping[str, np.ndarray]) -> np.ndarray:
    """The sum over all sites.

    Raises
    ------
    Tampered
        The masks did not cancel: the sites were asked different things, or an answer was altered.
    """
    arrays = list(masked.values())
    if not arrays or len({array.shape for array in arrays}) != 1:
        raise Tampered("federation.not_cancelled")
    total = np.sum(np.stack(arrays), axis=0, dtype=np.uint64).view(np.int64) / 2.0**FRACTION_BITS
    if total[-1] != len(arrays) * _CHECK:
        raise Tampered("federation.not_cancelled")
    return np.asarray(total[:-1])


def _signed(job: str, site: str, public: bytes) -> bytes:
    """What a site signs; lengths are told, so that no two differ only in where a name ends."""
    parts = (b"kai-federation hello 1", job.encode(), site.encode(), public)
    return b"".join(len(part).to_bytes(4, "little") + part for part in parts)


def _stream(secret: bytes, job: str, purpose: bytes, size: int) -> np.ndarray:
    """Numbers that only the two who share the secret can make."""
    key = HKDF(hashes.SHA256(), 32, salt=job.encode(), info=b"kai-federation mask 1|" + purpose).derive(
        secret
    )
    # a key is used for one message only, so its nonce may be zero
    cipher = Cipher(algorithms.ChaCha20(key, bytes(16)), mode=None).encryptor()
    return np.frombuffer(cipher.update(bytes(8 * size)), dtype=np.uint64)
