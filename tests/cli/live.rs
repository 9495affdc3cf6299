//! Claims about runs between real processes: the same answer as in the simulator, however TCP cuts the bytes and whoever calls.

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
