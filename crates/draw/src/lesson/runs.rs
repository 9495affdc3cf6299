//! The runs of a lesson, each by a name, as they are drawn in it.

use trace::model::Config;

use super::blocks::Block;
use super::material::{Made, Material};
use crate::axis::Axis;
use crate::extent::Extent;
use crate::html::LIMITS;
use crate::options::Options;
use crate::report::Hint;
use crate::view::View;

/// The algorithm whose rules are taught.
pub(super) const CHANDY_LAMPORT: &str = "chandy-lamport";

/// A run as it is drawn.
pub(super) struct Drawn<'a> {
    /// Under which name its data are in the page.
    pub(super) name: String,
    pub(super) made: &'a Made,
    pub(super) view: View<'a>,
}

impl<'a> Drawn<'a> {
    pub(super) fn new(name: impl Into<String>, made: &'a Made) -> Self {
        Self { name: name.into(), made, view: View::new(&made.run, &Extent::Snapshot, LIMITS) }
    }

    /// Its algorithm.
    pub(super) fn algorithm(&self) -> &'a str {
        &self.made.run.header.config.algorithm
    }

    /// Says that it is a run of another system than that of the lesson, if it is.
    pub(super) fn elsewhere(&self, about: &Self) -> Option<Block> {
        let alike = self.is_same_system(about) && self.algorithm() == about.algorithm();
        let text = || {
            format!(
                "No run of the system of this lesson that was tried shows it, so here is another system: {}.",
                self.view.headline()
            )
        };
        (!alike).then(|| Block::text(text()))
    }

    /// Whether the same processes do the same computation on the same channels. In which order these deliver is not asked.
    pub(super) fn is_same_system(&self, other: &Self) -> bool {
        let [one, other] = [self, other].map(|drawn| &drawn.made.run.header.config);
        let ends = |config: &'a Config| config.channels.iter().map(|channel| (&channel.from, &channel.to));
        one.program == other.program
            && one.parameters == other.parameters
            && one.script == other.script
            && one.tokens == other.tokens
            && one.processes == other.processes
            && ends(one).eq(ends(other))
    }

    /// How its data are told.
    pub(super) fn options(&self) -> Options {
        let command = self.made.command.clone();
        let again = Some(Hint { purpose: "reproduce:".to_string(), command, aside: None });
        Options { axis: Axis::Order, again, ..Options::default() }
    }
}

/// All of them.
pub(super) struct Runs<'a> {
    pub(super) material: &'a Material,
    pub(super) about: Drawn<'a>,
    pub(super) asked: Option<Drawn<'a>>,
    pub(super) never: Option<Drawn<'a>>,
    pub(super) recordable: Vec<Drawn<'a>>,
    pub(super) overtaken: Option<[Drawn<'a>; 2]>,
    pub(super) overlapping: Option<Drawn<'a>>,
}

impl<'a> Runs<'a> {
    pub(super) fn new(material: &'a Material) -> Self {
        let states = material.recordable.iter().flat_map(|all| &all.states).zip(1..);
        Self {
            material,
            about: Drawn::new("about", &material.about),
            asked: material.asked.as_ref().map(|made| Drawn::new("asked", made)),
            never: material.never.as_ref().ok().map(|made| Drawn::new("never", made)),
            recordable: states.map(|(state, n)| Drawn::new(format!("state-{n}"), &state.made)).collect(),
            overtaken: material
                .overtaken
                .as_ref()
                .ok()
                .map(|[wrong, right]| [Drawn::new("unordered", wrong), Drawn::new("fifo", right)]),
            overlapping: material.overlapping.as_ref().ok().map(|made| Drawn::new("overlapping", made)),
        }
    }

    /// Each of them, once.
    pub(super) fn all(&self) -> impl Iterator<Item = &Drawn<'a>> {
        let others = self.never.iter().chain(&self.recordable).chain(self.overtaken.iter().flatten());
        [&self.about].into_iter().chain(&self.asked).chain(others).chain(&self.overlapping)
    }
}
