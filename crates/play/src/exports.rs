//! How a browser, or `node`, calls the engine: by numbers, which are places in the memory of the module.
//!
//! Whoever calls [begins](play_begin), asks for room for a request ([`play_allocate`]), writes it there in UTF-8, has it answered
//! ([`play_call`]), reads the answer and gives both back ([`play_free`]). A text that comes from here is four bytes of length, the lowest
//! first, and its bytes. `engine.js` beside this crate does all that.
//!
//! Nothing that can be asked should end in a panic. If it does all the same, or if memory ends, the module stops: its
//! [last words](play_last_words) say why, and whoever called goes on with a new instance, for nothing in this one can be relied on.
#![expect(unsafe_code, reason = "what comes from the other side is a place in memory and a length")]

use std::panic;
use std::sync::OnceLock;

/// Why the module stopped.
static LAST_WORDS: OnceLock<Box<[u8]>> = OnceLock::new();

/// From now on a panic leaves its words behind. Said once, to a module that is on its own.
#[unsafe(no_mangle)]
pub extern "C" fn play_begin() {
    panic::set_hook(Box::new(|panic| {
        // The first panic is the last: the module does not go on.
        let _ = LAST_WORDS.set(told(&panic.to_string()));
    }));
}

/// Room for so many bytes.
#[unsafe(no_mangle)]
pub extern "C" fn play_allocate(length: usize) -> *mut u8 {
    Box::into_raw(vec![0_u8; length].into_boxed_slice()).cast()
}

/// Gives room back.
///
/// # Safety
/// It is what [`play_allocate`] gave for this length, or an answer, whose length is four more than it says; and nobody has given it back.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn play_free(at: *mut u8, length: usize) {
    // SAFETY: both were made as such a box, as the caller promises.
    drop(unsafe { Box::from_raw(std::ptr::slice_from_raw_parts_mut(at, length)) });
}

/// Answers the request of so many bytes that is there; where the answer is.
///
/// # Safety
/// It is what [`play_allocate`] gave for this length.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn play_call(request: *const u8, length: usize) -> *mut u8 {
    // SAFETY: there are so many bytes, as the caller promises, and nothing writes to them meanwhile.
    let request = unsafe { std::slice::from_raw_parts(request, length) };
    let answer = crate::play(&String::from_utf8_lossy(request));
    Box::into_raw(told(&answer)).cast()
}

/// Why the module stopped; nothing, if it did not.
#[unsafe(no_mangle)]
pub extern "C" fn play_last_words() -> *const u8 {
    LAST_WORDS.get().map_or(std::ptr::null(), |words| words.as_ptr())
}

fn told(text: &str) -> Box<[u8]> {
    let length = u32::try_from(text.len()).expect("no text here is longer than all the memory there is");
    [&length.to_le_bytes(), text.as_bytes()].concat().into_boxed_slice()
}
