//! What comes out of a socket. A character below U+0100 stands for the byte of its number, any other for its UTF-8.

use net::Wire;
use net::hello as hellos;

fn bytes(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for char in text.chars() {
        match u8::try_from(char) {
            Ok(byte) => bytes.push(byte),
            Err(_) => bytes.extend_from_slice(char.to_string().as_bytes()),
        }
    }
    bytes
}

pub(super) fn frames(text: &str) -> Option<()> {
    net::frames(Wire::Frames, &bytes(text)).ok().map(drop)
}

pub(super) fn words(text: &str) -> Option<()> {
    net::frames(Wire::Words(&["msg", "marker"]), &bytes(text)).ok().map(drop)
}

pub(super) fn hello(text: &str) -> Option<()> {
    hellos::sender(&bytes(text)).ok().map(drop)
}
