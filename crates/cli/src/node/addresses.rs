//! Who calls whom, and where.

use std::net::{SocketAddr, TcpListener};

use sim_core::{ProcessId, Topology};

use crate::args::NodeArgs;
use crate::failure::Failure;
use crate::input::load;
use crate::stderr::say;

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
            listen: args.listen.as_deref().map(|typed| address(typed, "--listen")).transpose()?,
            neighbours: names.map(|name| (name, None)).collect(),
        };
        if let Some(file) = &args.cluster {
            let bad = |what: String| Failure::new(format!("cannot read '{}': {what}", file.display()));
            let cluster = trace::cluster::parse(&load(file)?).map_err(bad)?;
            if let Some(unknown) = cluster.keys().find(|name| topology.process(name).is_none()) {
                return Err(bad(format!("there is no process '{unknown}'")));
            }
            let address = |name: &str| {
                let typed = cluster.get(name).ok_or_else(|| bad(format!("it has no address of '{name}'")))?;
                with_host(typed)
                    .ok_or_else(|| bad(format!("the address of '{name}', '{typed}', is not HOST:PORT")))
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
        let address = address(typed.rsplit_once('=').map_or(typed, |(_, address)| address), "--connect")?;
        if address.ends_with(":0") {
            return Err(bad("port 0 is for those who listen".to_string()));
        }
        self.neighbours[place].1 = Some(address);
        Ok(())
    }

    /// Begins to listen, if anybody calls.
    pub(super) fn listen(&self) -> Result<Option<TcpListener>, Failure> {
        if self.listen.is_none() && self.neighbours.iter().all(|(_, address)| address.is_some()) {
            return Ok(None);
        }
        let address = self.listen.as_deref().unwrap_or(LISTEN);
        let bad = |error: std::io::Error| Failure::new(format!("cannot listen on '{address}': {error}"));
        TcpListener::bind(address).map(Some).map_err(bad)
    }
}

/// Tells where a process listens.
pub(super) fn tell(listener: &TcpListener, name: &str, secret: bool) -> std::io::Result<()> {
    let bound = listener.local_addr()?;
    say(&format!("{name} listens on {bound}"));
    if !bound.ip().is_loopback() && !secret {
        say(&format!("{name}: anybody who reaches this address can take part; see --secret-file"));
    }
    Ok(())
}

/// What was typed for this option, with a host.
fn address(typed: &str, option: &str) -> Result<String, Failure> {
    with_host(typed).ok_or_else(|| {
        Failure::with_tip(
            format!("invalid value '{typed}' for '{option}': it is no address"),
            "an address is HOST:PORT, [IPV6]:PORT, or a port of this machine",
        )
    })
}

/// An address with a host; a port alone is one of this machine. `None` if it cannot be an address.
fn with_host(address: &str) -> Option<String> {
    let (host, port) = address.rsplit_once(':').unwrap_or(("127.0.0.1", address));
    let port_is_one = port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok();
    let numeric = host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') || host.contains(['[', ':']);
    let whole = format!("{host}:{port}");
    let host_is_one = if numeric { whole.parse::<SocketAddr>().is_ok() } else { is_name(host) };
    (port_is_one && host_is_one).then_some(whole)
}

/// Whether a host can have this name.
fn is_name(host: &str) -> bool {
    let label = |label: &str| {
        let letters = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
        letters && (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-')
    };
    host.len() <= 253 && host.strip_suffix('.').unwrap_or(host).split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::with_host;

    #[test]
    fn a_port_alone_is_one_of_this_machine_and_what_cannot_be_an_address_is_none() {
        assert_eq!(with_host("0").as_deref(), Some("127.0.0.1:0"));
        for good in
            ["127.0.0.1:1", "[::1]:80", "[fe80::1%3]:80", "localhost:65535", "a-b.example.:7", "p_1:7"]
        {
            assert_eq!(with_host(good).as_deref(), Some(good));
        }
        let bad = "|:|:80|65536|-1|+1|a|a:|a:b|a:65536|a:+1|a b:1|300.1.1.1:1|1.2.3:1|1.2.3.4.5:1|::1:80|[::1]|[x]:1|-a:1|a..b:1";
        for bad in bad.split('|') {
            assert_eq!(with_host(bad), None, "{bad}");
        }
    }
}
