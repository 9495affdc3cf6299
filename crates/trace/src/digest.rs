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

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use std::path::Path;

    use snapshot::algorithms::Itself;
    use snapshot::algorithms::chandy_lamport::ChandyLamport;
    use snapshot::shrink::Systems;
    use snapshot::{Setup, TokenRing};

    use crate::plan::{Around, Plan, Refused};
    use crate::scenario;
    use crate::write::Recorder;

    /// The digest of the run of a scenario in which a token goes round and Chandy and Lamport's algorithm is superposed.
    fn digest(text: &str, seed: u64) -> String {
        let spec = scenario::parse(text, "the scenario", Path::is_file).unwrap();
        let plan = Plan::new(spec, &Around::alone(&|_, _| Ok::<(), Refused>(()))).unwrap();
        let Systems { underlying, superposed, law, .. } =
            plan.systems::<TokenRing, _>(&Itself(ChandyLamport)).unwrap();
        let setup = Setup {
            underlying: &underlying,
            superposed: &superposed,
            snapshots: plan.configuration.initiation.snapshots,
            max_events: plan.max_events,
            law,
            stable: &[],
        };
        let mut recorder = Recorder::new(&underlying, drop);
        setup.timed(&plan.timing, seed).run(&mut recorder).unwrap();
        recorder.digest()
    }

    /// Those that the command prints; here they are asked of a build with every optimisation, too.
    #[test]
    fn published_seeds_keep_their_digests_in_every_build() {
        for (scenario, seed, published) in [
            ("", 7, "sha256:f277f9889855b1a1b5429f04d3fb86b0c30f6cdbbb8fe1dd7cf3852271670b17"),
            (
                "hold = \"0..=30\"",
                3,
                "sha256:25e9868cf6fd163c874866e94c791b6804ef0ed49b260826d241f1b8317eec2c",
            ),
            (
                "links = \"unordered\"",
                0,
                "sha256:9044f477935d90d057b64d6ca1b4db4c8466d1e1a6d7b4a702a3b9ea3bfd9ce7",
            ),
        ] {
            assert_eq!(digest(scenario, seed), published, "{scenario} with seed {seed}");
        }
    }
}
