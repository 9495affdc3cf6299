//! What travels in a stream: frames with a length in front, or bare words.
//!
//! TCP carries bytes, not messages: it merges and splits as it likes. A frame's length (four bytes, big-endian) makes messages
//! of them again. The exercise's own programs send the bare words `msg` and `marker` instead; no word begins with another, so a
//! stream of them can be taken apart in one way only, however it was cut.
//!
//! | first byte | frame |
//! |---|---|
//! | `M` | a message: its place in its channel (eight bytes, big-endian), then what the encoding makes of it |
//! | `E` | the sender has done what it was there for; nothing that matters comes after it |
//! | `G` | the sender gives up, and why |
//!
//! With a secret each frame ends with its seal (see `secret`).

use std::io;

use bytes::{Buf, BufMut, Bytes, BytesMut};
use tokio_util::codec::length_delimited::LengthDelimitedCodecError;
use tokio_util::codec::{Decoder, LengthDelimitedCodec};

use crate::length::grow;
use crate::secret::{SEAL, Seal, WrongSeal};

/// The longest frame that is sent or accepted, in bytes, without its length and its seal.
pub const MAX_FRAME: usize = 1 << 20;
/// How much of a text from outside is repeated.
const MAX_TEXT: usize = 200;

/// How messages are told apart in a stream.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wire {
    /// By frames, after a hello.
    Frames,
    /// As these words and nothing else; none is the beginning of another.
    Words(&'static [&'static str]),
}

/// One thing that was received.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Frame {
    /// A message.
    Message {
        /// Its place in its channel, from 0; words do not say.
        number: Option<u64>,
        /// What the encoding makes of it.
        body: Bytes,
    },
    /// The sender has done what it was there for.
    End,
    /// The sender gives up.
    GaveUp(String),
}

/// Why a stream cannot be read on.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// The connection is broken.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// A frame is longer than is accepted.
    #[error("a frame of more than {0} bytes")]
    TooLong(usize),
    /// A frame is none.
    #[error("a malformed frame: {0}")]
    Malformed(&'static str),
    /// There is no such word.
    #[error("'{0}', which is no word of this wire")]
    Word(String),
    /// It is not from who has the secret, or not at this place.
    #[error("a frame with a wrong seal: it was forged, changed, repeated or moved on the way")]
    Seal,
}

impl From<WrongSeal> for FrameError {
    fn from(WrongSeal: WrongSeal) -> Self {
        Self::Seal
    }
}

/// Takes a stream apart.
#[derive(Debug)]
pub(crate) struct Unframe {
    wire: Wire,
    lengths: LengthDelimitedCodec,
    seal: Option<Seal>,
}

impl Unframe {
    pub(crate) fn new(wire: Wire, seal: Option<Seal>) -> Self {
        let most = MAX_FRAME + seal.as_ref().map_or(0, |_| SEAL);
        Self { wire, lengths: lengths(most), seal }
    }

    /// The next frame with a length, opened.
    fn sealed(&mut self, bytes: &mut BytesMut) -> Result<Option<BytesMut>, FrameError> {
        let frame = self.lengths.decode(bytes).map_err(|error| of_length(error, MAX_FRAME))?;
        match &mut self.seal {
            Some(seal) => Ok(frame.map(|frame| seal.open(frame)).transpose()?),
            None => Ok(frame),
        }
    }
}

/// All frames of a stream without seals that is there as a whole; what is only begun at its end is left out.
///
/// # Errors
/// When it cannot be read on.
pub fn frames(wire: Wire, stream: &[u8]) -> Result<Vec<Frame>, FrameError> {
    let (mut unframe, mut bytes) = (Unframe::new(wire, None), BytesMut::from(stream));
    std::iter::from_fn(|| unframe.decode(&mut bytes).transpose()).collect()
}

/// Frames up to a length.
pub(crate) fn lengths(most: usize) -> LengthDelimitedCodec {
    LengthDelimitedCodec::builder().max_frame_length(most).new_codec()
}

/// What went wrong in [`lengths`].
pub(crate) fn of_length(error: io::Error, most: usize) -> FrameError {
    match error.get_ref() {
        Some(inner) if inner.is::<LengthDelimitedCodecError>() => FrameError::TooLong(most),
        _ => FrameError::Io(error),
    }
}

impl Decoder for Unframe {
    type Item = Frame;
    type Error = FrameError;

    fn decode(&mut self, bytes: &mut BytesMut) -> Result<Option<Frame>, FrameError> {
        match self.wire {
            Wire::Frames => self.sealed(bytes)?.map(|frame| parse(frame.freeze())).transpose(),
            Wire::Words(words) => word(words, bytes),
        }
    }
}

fn parse(mut frame: Bytes) -> Result<Frame, FrameError> {
    let kind = frame.try_get_u8().map_err(|_| FrameError::Malformed("it is empty"))?;
    match kind {
        b'M' => {
            let number =
                frame.try_get_u64().map_err(|_| FrameError::Malformed("a message without a number"))?;
            Ok(Frame::Message { number: Some(number), body: frame })
        }
        b'E' if frame.is_empty() => Ok(Frame::End),
        b'G' => Ok(Frame::GaveUp(printable(&frame))),
        _ => Err(FrameError::Malformed("it is of no known kind")),
    }
}

/// The word that the bytes begin with, if it is there to the end.
fn word(words: &[&str], bytes: &mut BytesMut) -> Result<Option<Frame>, FrameError> {
    if let Some(word) = words.iter().find(|word| bytes.starts_with(word.as_bytes())) {
        let body = bytes.split_to(word.len()).freeze();
        return Ok(Some(Frame::Message { number: None, body }));
    }
    // Up to the first letter that is wrong: so it is the same error however the bytes were cut.
    let begins_a_word =
        |length: &usize| words.iter().any(|word| word.as_bytes().starts_with(&bytes[..*length]));
    match (1..=bytes.len()).find(|length| !begins_a_word(length)) {
        None => Ok(None),
        Some(wrong) => Err(FrameError::Word(printable(&bytes[..wrong]))),
    }
}

/// Bytes from outside as a short text without control characters.
pub(crate) fn printable(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(MAX_TEXT)]);
    let mut printable = String::new();
    for c in text.chars() {
        match c {
            '\'' | '"' => printable.push(c),
            c => printable.extend(c.escape_debug()),
        }
    }
    printable
}

/// Appends a message as it travels.
///
/// # Errors
/// With its length, when that is more than [`MAX_FRAME`]; `out` is then as it was.
pub(crate) fn put_message(
    wire: Wire,
    number: u64,
    out: &mut BytesMut,
    encode: impl FnOnce(&mut BytesMut),
) -> Result<(), usize> {
    let start = out.len();
    if wire == Wire::Frames {
        out.put_u32(0);
        out.put_u8(b'M');
        out.put_u64(number);
    }
    encode(out);
    let length = out.len() - start;
    if length > MAX_FRAME {
        out.truncate(start);
        return Err(length);
    }
    if wire == Wire::Frames {
        grow(out, start);
    }
    Ok(())
}

/// Appends that the sender has done what it was there for.
pub(crate) fn put_end(out: &mut BytesMut) {
    out.put_u32(1);
    out.put_u8(b'E');
}

/// Appends that the sender gives up.
pub(crate) fn put_gave_up(why: &str, out: &mut BytesMut) {
    let start = out.len();
    out.put_u32(0);
    out.put_u8(b'G');
    out.put_slice(&why.as_bytes()[..why.len().min(MAX_TEXT)]);
    grow(out, start);
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: Wire = Wire::Words(&["msg", "marker"]);

    /// All that comes out when the bytes come in pieces of this size.
    fn unframed(wire: Wire, bytes: &[u8], piece: usize) -> Result<Vec<Frame>, FrameError> {
        let (mut unframe, mut buffer, mut frames) = (Unframe::new(wire, None), BytesMut::new(), Vec::new());
        for piece in bytes.chunks(piece) {
            buffer.extend_from_slice(piece);
            while let Some(frame) = unframe.decode(&mut buffer)? {
                frames.push(frame);
            }
        }
        Ok(frames)
    }

    fn message(number: Option<u64>, body: &'static str) -> Frame {
        Frame::Message { number, body: Bytes::from_static(body.as_bytes()) }
    }

    #[test]
    fn however_a_stream_is_cut_the_same_frames_come_out() {
        let mut bytes = BytesMut::new();
        put_message(Wire::Frames, 0, &mut bytes, |out| out.put_slice(b"m")).unwrap();
        put_message(Wire::Frames, 1, &mut bytes, |_| {}).unwrap();
        put_end(&mut bytes);
        put_gave_up("tired", &mut bytes);
        let sent = [message(Some(0), "m"), message(Some(1), ""), Frame::End, Frame::GaveUp("tired".into())];
        for piece in 1..=bytes.len() {
            assert_eq!(unframed(Wire::Frames, &bytes, piece).unwrap(), sent);
        }
    }

    #[test]
    fn however_a_stream_is_cut_the_same_words_come_out() {
        let sent = ["msg", "marker", "msg", "msg", "marker", "marker"].map(|word| message(None, word));
        for piece in 1..=30 {
            assert_eq!(unframed(WORDS, b"msgmarkermsgmsgmarkermarker", piece).unwrap(), sent);
        }
    }

    #[test]
    fn what_is_no_word_is_refused_at_its_first_wrong_letter() {
        let error = |bytes: &[u8]| unframed(WORDS, bytes, 1).unwrap_err().to_string();
        assert_eq!(error(b"msgmax"), "'max', which is no word of this wire");
        assert_eq!(error(b"\r\n"), "'\\r', which is no word of this wire");
        assert!(matches!(unframed(WORDS, b"msgmark", 3).as_deref(), Ok([_])));
    }

    #[test]
    fn bytes_at_random_give_the_same_frames_or_the_same_error_however_they_are_cut() {
        let mut random = sim_core::Random::new(1);
        let mut letter =
            |letters: &[u8]| letters[usize::try_from(random.below(letters.len() as u64)).unwrap()];
        for case in 0..3000 {
            let (wire, letters) = if case % 2 == 0 {
                (Wire::Frames, &b"\0\0\0\x01\x02\x0bMEG\xff"[..])
            } else {
                (WORDS, &b"msgarke"[..])
            };
            let bytes: Vec<u8> = (0..case % 41).map(|_| letter(letters)).collect();
            let [whole, cut] =
                [100, 1].map(|piece| unframed(wire, &bytes, piece).map_err(|error| error.to_string()));
            assert_eq!(whole, cut, "{}", bytes.escape_ascii());
        }
    }

    #[test]
    fn a_message_too_long_for_a_frame_is_not_sent_and_one_that_claims_to_be_is_not_awaited() {
        let mut bytes = BytesMut::from(&b"before"[..]);
        let sent = put_message(Wire::Frames, 0, &mut bytes, |out| out.put_bytes(b'x', MAX_FRAME));
        assert_eq!((sent, &bytes[..]), (Err(MAX_FRAME + 13), &b"before"[..]));
        let claimed = unframed(Wire::Frames, &[0, 0x10, 0, 1], 4).unwrap_err();
        assert!(matches!(claimed, FrameError::TooLong(MAX_FRAME)));
    }
}
