//! The length that stands before a frame.

use bytes::BytesMut;

/// Makes the last frame, which begins here, as long as what is there.
pub(crate) fn grow(out: &mut BytesMut, start: usize) {
    let length = u32::try_from(out.len() - start - 4).expect("no frame is longer than MAX_FRAME");
    out[start..start + 4].copy_from_slice(&length.to_be_bytes());
}
