//! Where `sim explore --spill` keeps what it has met: a [`folder`] for one experiment and one process at a time, and in it a
//! [`disk`] of streams for each of its searches.

mod disk;
mod folder;

pub(crate) use folder::Folder;
