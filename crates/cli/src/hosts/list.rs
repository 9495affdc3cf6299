//! The file that says where the machines are: a `host:port` a line, in order. What is empty, or begins with `#`, is passed over.

use std::collections::BTreeSet;
use std::path::Path;

use crate::failure::Failure;
use crate::input;

/// More machines would tell each other more than they find.
const MOST: usize = 256;

/// Where they are.
pub(super) fn read(file: &Path) -> Result<Vec<String>, Failure> {
    let text = input::load(file)?;
    let lines = (1..).zip(text.lines()).map(|(number, line): (u64, _)| (number, line.trim()));
    let mut hosts = Vec::new();
    for (number, line) in lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
        if !is_host(line) {
            let what = format!("line {number} of '{}' is no host with a port: '{line}'", file.display());
            return Err(Failure::with_tip(what, "write 'host:port', as in 'node3:4100'"));
        }
        hosts.push(line.to_string());
    }
    let different: BTreeSet<_> = hosts.iter().collect();
    let what = match hosts.len() {
        0 | 1 => "names fewer than two machines",
        many if many > MOST => "names more than 256 machines",
        many if many > different.len() => "names a machine twice",
        _ => return Ok(hosts),
    };
    Err(Failure::with_tip(format!("'{}' {what}", file.display()), "a line for each machine, 'host:port'"))
}

fn is_host(line: &str) -> bool {
    let port =
        line.rsplit_once(':').filter(|(host, _)| !host.is_empty()).map(|(_, port)| port.parse::<u16>());
    port.is_some_and(|port| port.is_ok_and(|port| port > 0))
}

/// A machine with its address.
pub(super) fn named(machine: usize, hosts: &[String]) -> String {
    format!("machine {machine} ('{}')", hosts[machine])
}
