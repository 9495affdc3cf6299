//! What only the processes of one run know, and what they do with it: prove it in the hello, and seal every frame after that.
//!
//! The seal of a frame is a keyed hash (HMAC-SHA-256) of its place in its stream and what it says. The key is of this connection
//! and this direction alone: it follows from the secret and both hellos, with their nonces. So whoever is in between can neither
//! add a frame, nor change, repeat or swap any; and the end is a frame like the others, so that a stream cut off is no end.

use std::fmt;

use bytes::{Bytes, BytesMut};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::length::grow;

/// How long a seal is, in bytes.
pub(crate) const SEAL: usize = 32;

/// A seal is not that of its frame at its place.
#[derive(Debug)]
pub(crate) struct WrongSeal;

/// What only the processes of one run know.
#[derive(Clone)]
pub struct Secret(Vec<u8>);

/// Who speaks on a connection.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Role {
    Connecting,
    Listening,
}

/// What both said first, to the byte.
pub(crate) struct Hellos {
    pub(crate) connecting: Bytes,
    pub(crate) listening: Bytes,
}

/// The seals of both directions of a connection.
#[derive(Debug)]
pub(crate) struct Seals {
    pub(crate) outgoing: Seal,
    pub(crate) incoming: Seal,
}

impl Secret {
    /// This secret; none if it is empty.
    #[must_use]
    pub fn new(secret: &[u8]) -> Option<Self> {
        (!secret.is_empty()).then(|| Self(secret.to_vec()))
    }

    /// The proof of who has this role.
    pub(crate) fn proof(&self, role: Role, hellos: &Hellos) -> Hmac<Sha256> {
        self.hash("sim-net/2 proof", role, hellos)
    }

    /// The seals for who has this role.
    pub(crate) fn seals(&self, role: Role, hellos: &Hellos) -> Seals {
        let seal = |role| {
            let key = self.hash("sim-net/2 frames", role, hellos).finalize().into_bytes();
            Seal { keyed: keyed(&key), next: 0 }
        };
        Seals { outgoing: seal(role), incoming: seal(role.other()) }
    }

    /// A keyed hash of what it is for, whose it is, and both hellos; each with its length, so that no two lists are the same.
    fn hash(&self, purpose: &str, role: Role, hellos: &Hellos) -> Hmac<Sha256> {
        let mut hash = keyed(&self.0);
        for part in [purpose.as_bytes(), role.name(), &hellos.connecting, &hellos.listening] {
            hash.update(&(part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        hash
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

fn keyed(key: &[u8]) -> Hmac<Sha256> {
    Hmac::new_from_slice(key).expect("a key may have any length")
}

impl Role {
    const fn name(self) -> &'static [u8] {
        match self {
            Self::Connecting => b"connecting",
            Self::Listening => b"listening",
        }
    }

    const fn other(self) -> Self {
        match self {
            Self::Connecting => Self::Listening,
            Self::Listening => Self::Connecting,
        }
    }
}

/// Seals the frames of one direction, one after the other, or opens them.
pub(crate) struct Seal {
    keyed: Hmac<Sha256>,
    /// The place of the next frame in its stream.
    next: u64,
}

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Seal({})", self.next)
    }
}

impl Seal {
    /// Seals the frame that begins here in `out`, with its length, and is the last one there.
    pub(crate) fn seal(&mut self, out: &mut BytesMut, start: usize) {
        let seal = self.hash(&out[start + 4..]).finalize().into_bytes();
        out.extend_from_slice(&seal);
        grow(out, start);
    }

    /// The frame without its seal, if that is right. Compared in constant time.
    pub(crate) fn open(&mut self, mut frame: BytesMut) -> Result<BytesMut, WrongSeal> {
        let length = frame.len().checked_sub(SEAL).ok_or(WrongSeal)?;
        let seal = frame.split_off(length);
        self.hash(&frame).verify_slice(&seal).map_err(|_| WrongSeal)?;
        Ok(frame)
    }

    /// The keyed hash of the next frame.
    fn hash(&mut self, frame: &[u8]) -> Hmac<Sha256> {
        let mut hash = self.keyed.clone();
        hash.update(&self.next.to_be_bytes());
        hash.update(frame);
        self.next += 1;
        hash
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::put_end;

    fn seals(nonce: &'static [u8], role: Role) -> Seals {
        let hellos = Hellos { connecting: Bytes::from_static(nonce), listening: Bytes::from_static(b"P") };
        Secret::new(b"swordfish").unwrap().seals(role, &hellos)
    }

    /// So many sealed ends, without their lengths.
    fn sealed(seal: &mut Seal, count: usize) -> Vec<BytesMut> {
        let frame = |_| {
            let mut out = BytesMut::new();
            put_end(&mut out);
            seal.seal(&mut out, 0);
            out.split_off(4)
        };
        (0..count).map(frame).collect()
    }

    #[test]
    fn what_was_sealed_is_opened_in_its_order_and_by_the_other_side_alone() {
        let frames = sealed(&mut seals(b"Q", Role::Connecting).outgoing, 2);
        let mut incoming = seals(b"Q", Role::Listening).incoming;
        for frame in &frames {
            assert_eq!(&incoming.open(frame.clone()).unwrap()[..], b"E");
        }
        let opens = |mut seal: Seal, frame: &BytesMut| seal.open(frame.clone()).is_ok();
        assert!(opens(seals(b"Q", Role::Listening).incoming, &frames[0]));
        assert!(!opens(incoming, &frames[1]), "a frame again");
        assert!(!opens(seals(b"Q", Role::Listening).incoming, &frames[1]), "a frame too early");
        assert!(!opens(seals(b"Q", Role::Connecting).incoming, &frames[0]), "a frame sent back");
        assert!(!opens(seals(b"R", Role::Listening).incoming, &frames[0]), "a frame of another connection");
    }

    #[test]
    fn a_change_of_any_bit_is_seen_and_so_is_a_seal_too_short() {
        let frame = sealed(&mut seals(b"Q", Role::Connecting).outgoing, 1).remove(0);
        for bit in 0..8 * frame.len() {
            let mut changed = frame.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(seals(b"Q", Role::Listening).incoming.open(changed).is_err());
        }
        for length in 0..frame.len() {
            let cut = BytesMut::from(&frame[..length]);
            assert!(seals(b"Q", Role::Listening).incoming.open(cut).is_err());
        }
    }
}
