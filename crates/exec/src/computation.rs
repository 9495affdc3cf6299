//! A program that decides what the processes of a computation do: the role `computation` of `sim.exec/1`.
//!
//! `question` is how an event is put to it, `answer` how what it says is read. What a process may do next has to follow from its state as it is
//! written, since that is all that anybody else sees of it: so it is held against what was offered before.

mod answer;
mod question;
mod value;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use sim_core::{ChannelId, Context, ProcessId, Topology};
use snapshot::outside::{About, Begin, Behaviour, Done};
use snapshot::{Letter, Told};

use crate::exec::{Exec, World};
use crate::fault::Fault;
use crate::network::Network;
use answer::Reader;
use question::Event;
use value::Read;

/// A computation of the user's.
#[derive(Debug)]
pub struct Computation(Arc<Exec>);

impl Computation {
    /// The computation of a program that has not been started.
    #[must_use]
    pub fn new(exec: Exec) -> Self {
        Self(Arc::new(exec))
    }

    /// The program.
    #[must_use]
    pub fn exec(&self) -> &Exec {
        &self.0
    }

    /// Asks all again that was asked about this topology: a last look at whether it keeps its word.
    pub fn ask_all_again(&self, topology: &Topology, parameters: &[(String, String)]) {
        let hello = Network::new(topology).hello(ROLE, topology, &question::parameters(parameters));
        if let Ok(world) = self.0.world(&hello) {
            self.0.ask_all_again(&world);
        }
    }
}

/// What it is told that it is.
const ROLE: &str = "computation";

impl Begin for Computation {
    fn begin(
        &self,
        topology: &Topology,
        parameters: &[(String, String)],
    ) -> Result<Arc<dyn Behaviour>, String> {
        let (network, parameters) = (Network::new(topology), question::parameters(parameters));
        let hello = network.hello(ROLE, topology, &parameters);
        let failed = |fault: Fault| {
            let what = fault.to_string();
            self.0.note(fault);
            what
        };
        let world = self.0.world(&hello).map_err(failed)?;
        let about = answer::about(&world.said).map_err(|what| failed(self.0.nonsense(&what, &hello)))?;
        let exec = Arc::clone(&self.0);
        Ok(Arc::new(Asked { exec, network, world, about, parameters, offered: Mutex::default() }))
    }
}

/// The computation on one topology.
#[derive(Debug)]
struct Asked {
    exec: Arc<Exec>,
    network: Network,
    world: Arc<World>,
    about: About,
    /// As JSON. They are with each question: an answer depends on nothing else.
    parameters: String,
    offered: Mutex<Offered>,
}

/// What processes offered, by who they are and their state.
type Offered = BTreeMap<(ProcessId, Told), Vec<Arc<str>>>;

impl Asked {
    /// What the process does upon this event; after a fault nothing, and then nothing more.
    fn done(&self, cx: Context<'_>, event: Event<'_>) -> Done {
        let line = question::line(&self.network, cx.process, event, &self.parameters);
        let done = self.exec.ask(&self.world, &line, |answer| {
            let done = Reader { cx, goods: &self.about.goods }.done(answer, event)?;
            self.same_offers(cx.process, &done.state)?;
            Ok(done)
        });
        done.unwrap_or_else(|| Done { state: Told::text("", &[], Some(Vec::new())), sends: Vec::new() })
    }

    /// Whether the process offers what it offered in this state before.
    fn same_offers(&self, process: ProcessId, state: &Told) -> Read<()> {
        let mut offered = self.offered.lock().unwrap_or_else(PoisonError::into_inner);
        let now = state.offers().unwrap_or_default();
        let before = offered.entry((process, state.clone())).or_insert_with(|| now.to_vec());
        if before == now {
            return Ok(());
        }
        Err(format!(
            "in the state '{state}' it offers {now:?}, and before {before:?}: that has to follow from the text of the state"
        ))
    }
}

impl Behaviour for Asked {
    fn about(&self) -> &About {
        &self.about
    }

    fn initial(&self, cx: Context<'_>) -> Told {
        self.done(cx, Event::Initial).state
    }

    fn offers(&self, cx: Context<'_>, state: &Told) -> Vec<Arc<str>> {
        self.done(cx, Event::Look { state }).state.offers().unwrap_or_default().to_vec()
    }

    fn receive(&self, cx: Context<'_>, state: &Told, channel: ChannelId, message: &Letter) -> Done {
        self.done(cx, Event::Receive { channel, message, state })
    }

    fn command(&self, cx: Context<'_>, state: &Told, command: &str) -> Done {
        self.done(cx, Event::Command { command, state })
    }
}
