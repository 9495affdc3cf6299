//! The machines of `sim explore --hosts FILE`: a process on each, which search together. Only in a build with the feature `timely`.
//!
//! It [reads](list) who they are, [connects](mod@connect) each with each other, makes sure that all are asked for the same, and is for
//! [`explore`] one of its [`Peers`]. What travels, and when a round is complete, is the [`dataflow`]'s business. It has no secret and no
//! seal: it is for a network that is trusted.

mod connect;
mod dataflow;
mod line;
mod list;

use std::io;
use std::time::Duration;

use explore::Peers;
use serde_json::Value;

use crate::args::{ExploreArgs, HostsArgs};
use crate::asked;
use crate::failure::Failure;
use crate::foreign;
use crate::progress::Progress;
use crate::scenario::Scenario;
use crate::shard::differs;
use connect::{Here, connect};
use dataflow::Dataflow;
use line::Gone;
use list::named;

/// The other machines, as this one has them.
#[derive(Debug)]
pub(crate) struct Hosts {
    hosts: Vec<String>,
    dataflow: Dataflow,
}

impl Hosts {
    /// Connects with the others, who have to be asked for the same experiment.
    pub(crate) fn meet(args: &ExploreArgs, scenario: &Scenario) -> Result<Option<Self>, Failure> {
        let HostsArgs { hosts, process, wait } = &args.hosts;
        let Some((file, place)) = hosts.as_deref().zip(*process) else { return Ok(None) };
        refuse_programs()?;
        let hosts = list::read(file)?;
        if place >= hosts.len() {
            let last = hosts.len() - 1;
            let what = format!("there is no machine {place} in '{}': the last one is {last}", file.display());
            return Err(Failure::with_tip(what, "'--process' is the place in the file, from 0"));
        }
        let progress = Progress::doing("");
        let here = Here { hosts: &hosts, place, wait: Duration::from_secs(*wait) };
        let waits = |missing| progress.say(&format!("waits for {}", named(missing, &hosts)));
        let sockets = connect(&here, waits)?;
        drop(progress);
        let dataflow = Dataflow::new(sockets, place).map_err(|error| failed(&error))?;
        let mut met = Self { hosts, dataflow };
        match met.refuse_another(&asked::of("sim.hosts/1", args, scenario)) {
            Ok(()) => Ok(Some(met)),
            Err(refused) => {
                // All refuse somebody: each is to hear why before the others are gone.
                let _ = met.end();
                Err(refused)
            }
        }
    }

    /// All machines are asked for the same.
    fn refuse_another(&mut self, here: &Value) -> Result<(), Failure> {
        let text = here.to_string().into_bytes();
        let told = self.exchange(vec![text; self.count()]).map_err(|error| failed(&error))?;
        for (machine, told) in told.iter().enumerate() {
            let name = named(machine, &self.hosts);
            let there: Value = serde_json::from_slice(told)
                .map_err(|error| Failure::new(format!("{name} does not say what it searches: {error}")))?;
            if let Some((field, [there, here])) = differs::first(&there, here) {
                let what = format!(
                    "{name} is asked for another search than this one: {field} is {there} there, and {here} here"
                );
                return Err(Failure::with_tip(
                    what,
                    "the same command is for all machines, but for '--process'",
                ));
            }
        }
        Ok(())
    }

    /// There is nothing more to tell: waits until everything has arrived.
    pub(crate) fn end(self) -> Result<(), Failure> {
        let Self { hosts, dataflow } = self;
        dataflow.end().map_err(|error| failed(&of_hosts(error, &hosts)))
    }
}

impl Peers for Hosts {
    fn place(&self) -> usize {
        self.dataflow.place()
    }

    fn count(&self) -> usize {
        self.hosts.len()
    }

    fn exchange(&mut self, told: Vec<Vec<u8>>) -> io::Result<Vec<Vec<u8>>> {
        self.dataflow.exchange(told).map_err(|error| of_hosts(error, &self.hosts))
    }
}

/// A program of the user's that does something wrong ends the search of its machine at once, and the others would go on with what it said.
fn refuse_programs() -> Result<(), Failure> {
    if !foreign::is_any() {
        return Ok(());
    }
    let what = "a program of your own is asked by one machine alone";
    Err(Failure::with_tip(what, "leave out '--hosts'; '--spill' keeps on disk what does not fit into memory"))
}

/// That a machine is gone, with where it is.
fn of_hosts(Gone { machine, what }: Gone, hosts: &[String]) -> io::Error {
    let who = machine.map_or_else(|| "a machine".to_string(), |machine| named(machine, hosts));
    io::Error::new(io::ErrorKind::ConnectionAborted, format!("{who} is gone: {what}"))
}

/// Why the machines cannot go on together.
pub(crate) fn failed(error: &io::Error) -> Failure {
    let tip = match error.kind() {
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => {
            "all machines run the same version of 'sim', with the same files"
        }
        _ => "nothing is kept of a search on several machines: start all of them again",
    };
    Failure::with_tip(error.to_string(), tip)
}
