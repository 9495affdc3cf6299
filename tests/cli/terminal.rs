//! What is seen on a terminal, in a pseudo-terminal whose screen is read: `sim step`, and the progress of long work.
//!
//! Nothing waits for a fixed time: a test goes on as soon as the screen shows what it waits for, and fails after a minute.

mod progress;
mod pty;
mod step;

/// Another build of the same program, if one is named: the optimised one shows the same.
fn program() -> String {
    std::env::var("SIM_BUILD").unwrap_or_else(|_| env!("CARGO_BIN_EXE_sim").to_string())
}
