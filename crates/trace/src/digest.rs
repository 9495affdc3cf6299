//! One number for a whole run: a hash of its events.
//!
//! It can be made again with other programs: `jq -c '.events[]' run.json | sha256sum`.

use sha2::{Digest as _, Sha256};

use crate::model::Event;

/// Hashes events one after another.
#[derive(Clone, Debug, Default)]
pub struct Digest(Sha256);

impl Digest {
    /// Adds the next event.
    ///
    /// # Panics
    /// Never: an event of the model is always JSON.
    pub fn add(&mut self, event: &Event) {
        let mut line = serde_json::to_vec(event).expect("the model is JSON");
        line.push(b'\n');
        self.0.update(&line);
    }

    /// The hash: `sha256:` and 64 hexadecimal digits.
    #[must_use]
    pub fn finish(self) -> String {
        let digits: String = self.0.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        format!("sha256:{digits}")
    }

    /// The hash of all these events.
    pub fn of<'a>(events: impl IntoIterator<Item = &'a Event>) -> String {
        let mut digest = Self::default();
        events.into_iter().for_each(|event| digest.add(event));
        digest.finish()
    }
}
