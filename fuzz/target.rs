//! One reader, given whatever libFuzzer makes: which one is the name of the program.
//!
//! What a reader is and what it does with what it accepts is `tests/fuzz/readers.rs`; nothing is read here that is not read there. What is no
//! UTF-8 stands for characters of one byte each, as the readers of sockets take them.

#![no_main]

use std::borrow::Cow;

use fuzz::readers;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => bytes.iter().copied().map(char::from).collect(),
    };
    let reader = readers::named(env!("CARGO_BIN_NAME")).expect("a target is called as its reader");
    (reader.read)(&text);
});
