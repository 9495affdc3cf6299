//! Claims about runs between real processes: the same answer as in the simulator, however TCP cuts the bytes and whoever calls.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod answer;
mod cluster;
mod files;
mod hostile;
mod killed;
mod logs;
mod parent;
mod proxy;
mod relay;
mod strangers;
mod support;
mod words;
