//! Everything that reads, and what is done with what it accepts: judged, drawn, written and read again, run.

mod logs;
mod network;
mod runs;
pub(crate) mod shards;
mod typed;

use std::fmt;

/// One way in.
pub struct Reader {
    /// What it is called: in findings, and in the corpus.
    pub name: &'static str,
    /// Reads a text and goes on with it; `None` if it is refused.
    pub read: fn(&str) -> Option<()>,
}

impl fmt::Debug for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

macro_rules! readers {
    ($($name:literal => $read:path),+ $(,)?) => {
        /// All of them.
        pub const ALL: &[Reader] = &[$(Reader { name: $name, read: $read }),+];
    };
}

readers![
    "json" => runs::saved,
    "jsonl" => runs::saved,
    "local" => runs::local,
    "log" => logs::log,
    "clocks" => logs::clocks,
    "pattern" => logs::pattern,
    "predicate" => logs::predicate,
    "scenario" => typed::scenario,
    "assignment" => typed::assignment,
    "events" => typed::events,
    "top" => typed::top,
    "map" => typed::map,
    "delays" => typed::delays,
    "snap" => typed::snap,
    "schedule" => typed::schedule,
    "delay" => typed::delay,
    "window" => typed::window,
    "shape" => typed::shape,
    "parameters" => typed::parameters,
    "initiators" => typed::initiators,
    "fault" => typed::fault,
    "cluster" => typed::cluster,
    "part" => shards::part,
    "shard" => shards::shard,
    "frames" => network::frames,
    "words" => network::words,
    "hello" => network::hello,
];

/// The reader of this name.
#[must_use]
pub fn named(name: &str) -> Option<&'static Reader> {
    ALL.iter().find(|reader| reader.name == name)
}
