//! What is asked of whoever decides what the processes of a computation do, when that is not this program.
//!
//! [`Outside`] is who can be asked, [`Behaviour`] what the processes do on one topology; [`Foreign`](super::Foreign) makes a program of it. A
//! behaviour is pure, as all handlers are: who asks another program sees to that. How one is asked is none of this crate's business.

use std::fmt;
use std::sync::Arc;

use sim_core::{ChannelId, Context, Topology};

use super::good::Good;
use super::told::{Letter, Told};

/// What a process did in a step.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Done {
    /// Its state after it.
    pub state: Told,
    /// What it sent, in order, on outgoing channels of its own.
    pub sends: Vec<(ChannelId, Letter)>,
}

/// What the processes do: pure functions.
pub trait Behaviour: fmt::Debug + Send + Sync {
    /// What is so of the whole computation.
    fn about(&self) -> &About;

    /// The state in which the process begins.
    fn initial(&self, cx: Context<'_>) -> Told;

    /// What the process offers in a state that somebody else [told of](Told::offers).
    fn offers(&self, cx: Context<'_>, state: &Told) -> Vec<Arc<str>>;

    /// The process receives a message.
    fn receive(&self, cx: Context<'_>, state: &Told, channel: ChannelId, message: &Letter) -> Done;

    /// The process does something that it [offers](Told::offers).
    fn command(&self, cx: Context<'_>, state: &Told, command: &str) -> Done;
}

/// What is so of a whole computation.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct About {
    /// In a few words, for the head of a report.
    pub describe: String,
    /// What is conserved.
    pub goods: Vec<Good>,
    /// Whether every run of it comes to an end.
    pub ends: bool,
    /// Whether a process never sends in the step that receives a message.
    pub silent_receipts: bool,
}

/// Whoever can say how the processes of a topology behave.
pub trait Begin: fmt::Debug + Send + Sync {
    /// How they behave, with these parameters.
    ///
    /// # Errors
    /// What is wrong, when there is no such computation.
    fn begin(
        &self,
        topology: &Topology,
        parameters: &[(String, String)],
    ) -> Result<Arc<dyn Behaviour>, String>;
}

/// A computation that is not of this program, by its name.
#[derive(Clone, Debug)]
pub struct Outside {
    /// How it was asked for: `exec:./mine.py`.
    pub name: String,
    /// Who says how it behaves.
    pub begin: Arc<dyn Begin>,
}

// The name decides how the processes behave: it is asked for under one name once.
impl PartialEq for Outside {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Outside {}
