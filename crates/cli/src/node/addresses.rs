//! Who calls whom, and where.

use std::net::TcpListener;

use sim_core::{ProcessId, Topology};

use super::say;
use crate::args::NodeArgs;
use crate::failure::Failure;
use crate::input::load;

/// Where a process listens, unless told otherwise: for this machine alone.
const LISTEN: &str = "127.0.0.1:0";

/// Who calls whom, and where, from the point of view of one process.
pub(super) struct Addresses {
    listen: Option<String>,
    /// The neighbours, each with the address at which it is called, or none if it calls us.
    pub(super) neighbours: Vec<(String, Option<String>)>,
}

impl Addresses {
    pub(super) fn of(args: &NodeArgs, topology: &Topology, process: ProcessId) -> Result<Self, Failure> {
        let neighbours = net::neighbours(topology, process);
        let names = neighbours.iter().map(|neighbour| topology.name(*neighbour).to_string());
        let mut addresses = Self {
            listen: args.listen.as_deref().map(with_host),
            neighbours: names.map(|name| (name, None)).collect(),
        };
        if let Some(file) = &args.cluster {
            let bad = |what: String| Failure::new(format!("cannot read '{}': {what}", file.display()));
            let cluster = trace::cluster::parse(&load(file)?).map_err(bad)?;
            if let Some(unknown) = cluster.keys().find(|name| topology.process(name).is_none()) {
                return Err(bad(format!("there is no process '{unknown}'")));
            }
            let address = |name: &str| {
                let address = cluster.get(name).map(|address| with_host(address));
                address.ok_or_else(|| bad(format!("it has no address of '{name}'")))
            };
            if addresses.listen.is_none() {
                addresses.listen = Some(address(topology.name(process))?);
            }
            for (place, _) in neighbours.iter().enumerate().filter(|(_, neighbour)| **neighbour < process) {
                let (name, called) = &mut addresses.neighbours[place];
                *called = Some(address(name)?);
            }
        }
        args.connect.iter().try_for_each(|typed| addresses.connect(typed))?;
        Ok(addresses)
    }

    /// Takes in `NAME=ADDRESS`, or the address of the only neighbour.
    fn connect(&mut self, typed: &str) -> Result<(), Failure> {
        let bad = |what: String| Failure::new(format!("invalid value '{typed}' for '--connect': {what}"));
        let place = match (typed.rsplit_once('='), self.neighbours.as_slice()) {
            (Some((name, _)), neighbours) => {
                let place = neighbours.iter().position(|(known, _)| known == name);
                place.ok_or_else(|| bad(format!("there is no neighbour '{name}'")))?
            }
            (None, [_]) => 0,
            (None, []) => return Err(bad("there are no neighbours".to_string())),
            (None, _) => return Err(bad("with several neighbours it is NAME=ADDRESS".to_string())),
        };
        let address = typed.rsplit_once('=').map_or(typed, |(_, address)| address);
        self.neighbours[place].1 = Some(with_host(address));
        Ok(())
    }

    /// Begins to listen, if anybody calls, and tells where.
    pub(super) fn listen(&self, name: &str, secret: bool) -> Result<Option<TcpListener>, Failure> {
        if self.listen.is_none() && self.neighbours.iter().all(|(_, address)| address.is_some()) {
            return Ok(None);
        }
        let address = self.listen.as_deref().unwrap_or(LISTEN);
        let bad = |error: std::io::Error| Failure::new(format!("cannot listen on '{address}': {error}"));
        let listener = TcpListener::bind(address).map_err(bad)?;
        let bound = listener.local_addr().map_err(bad)?;
        say(&format!("{name} listens on {bound}"));
        if !bound.ip().is_loopback() && !secret {
            say(&format!("{name}: anybody who reaches this address can take part; see --secret-file"));
        }
        Ok(Some(listener))
    }
}

/// A port alone is one of this machine.
fn with_host(address: &str) -> String {
    let port = !address.is_empty() && address.bytes().all(|byte| byte.is_ascii_digit());
    if port { format!("127.0.0.1:{address}") } else { address.to_string() }
}
