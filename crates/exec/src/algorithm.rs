//! A program that answers for a snapshot algorithm: the role `algorithm` of `sim.exec/1`.
//!
//! `hello` is what it says at first, `question` how a step is put to it, `answer` how what it says is read, and held against what it may say (`value`).

mod answer;
mod hello;
mod question;
mod value;

use std::sync::{Arc, Mutex, PoisonError};

use sim_core::{Context, Order, ProcessId, Topology};
use snapshot::algorithms::foreign::{Answer, Question, Respondent, World};

use crate::exec::{self, Exec};
use crate::fault::Fault;
use crate::network::Network;
use hello::Hello;

/// An algorithm of the user's.
#[derive(Debug)]
pub struct Algorithm {
    exec: Exec,
    /// By number.
    told: Mutex<Vec<Arc<Told>>>,
}

/// Processes and channels that the program was told of.
#[derive(Debug)]
struct Told {
    network: Network,
    world: Arc<exec::World>,
    hello: Hello,
}

impl Algorithm {
    /// The algorithm of a program that has not been started.
    #[must_use]
    pub fn new(exec: Exec) -> Self {
        Self { exec, told: Mutex::default() }
    }

    /// The program.
    pub const fn exec(&self) -> &Exec {
        &self.exec
    }

    /// The order that it needs, as it says on this topology.
    ///
    /// # Errors
    /// When it does not say hello.
    pub fn order(&self, topology: &Topology) -> Result<Order, Fault> {
        Ok(self.tell(topology)?.1.hello.order)
    }

    /// Asks all again that was asked about this topology: a last look at whether it keeps its word.
    pub fn ask_all_again(&self, topology: &Topology) {
        if let Ok((_, told)) = self.tell(topology) {
            self.exec.ask_all_again(&told.world);
        }
    }

    /// Tells the program of these processes and channels, if that was not done; under which number it knows them.
    fn tell(&self, topology: &Topology) -> Result<(u32, Arc<Told>), Fault> {
        let network = Network::new(topology);
        let question = network.hello("algorithm", topology, "{}");
        let world = self.exec.world(&question)?;
        let mut all = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let known = all.iter().position(|told| Arc::ptr_eq(&told.world, &world));
        let place = match known {
            Some(place) => place,
            None => {
                let wrong = |what: String| self.exec.nonsense(&what, &question);
                let hello = hello::read(&world.said, topology).map_err(wrong)?;
                all.push(Arc::new(Told { network, world, hello }));
                all.len() - 1
            }
        };
        Ok((u32::try_from(place).expect("a child was started for each"), Arc::clone(&all[place])))
    }

    fn told(&self, world: u32) -> Arc<Told> {
        Arc::clone(&self.told.lock().unwrap_or_else(PoisonError::into_inner)[world as usize])
    }
}

impl Respondent for Algorithm {
    fn greet(&self, topology: &Topology) -> Option<World> {
        match self.tell(topology) {
            Ok((number, told)) => {
                Some(World { number, waits: told.hello.waits, numbers: told.hello.numbers })
            }
            Err(fault) => {
                self.exec.note(fault);
                None
            }
        }
    }

    fn begin(&self, world: u32, process: ProcessId) -> Arc<str> {
        Arc::clone(&self.told(world).hello.me[process.index()])
    }

    fn answer(&self, world: u32, cx: Context<'_>, question: &Question<'_>) -> Option<Answer> {
        if self.exec.has_failed() {
            return None;
        }
        let told = self.told(world);
        let line = question::line(&told.network, cx.process, question);
        self.exec.ask(&told.world, &line, |value| answer::read(value, cx, question, &told.hello))
    }
}
