//! What a topology file says that each process has, where nothing makes use of it: the user is told.

use sim_core::Topology;
use sim_core::words::some;
use snapshot::catalog::Entry;
use snapshot::script::{Instruction, Statement, Unit};

use super::remark::Remark;
use super::script::Followed;

/// The tokens that the program or its script does not use.
pub(super) fn unused(
    tokens: &[u64],
    program: &Entry,
    script: Option<&Followed>,
    topology: &Topology,
) -> Vec<Remark> {
    let mut remarks = Vec::new();
    if !program.takes_tokens && tokens.iter().any(|tokens| *tokens > 0) {
        remarks.push(Remark::Warning(format!(
            "the program '{}' has no use for the tokens in the topology file; 'bank' and 'script' have",
            program.name
        )));
    }
    let statements = script.map_or(&[][..], |script| &*script.statements);
    let names: Vec<_> = statements.iter().filter_map(|line| overridden(line, tokens, topology)).collect();
    if !names.is_empty() {
        let (has, names) = (if names.len() == 1 { "has" } else { "have" }, some(&names));
        let what =
            format!("a 'hold' line says what {names} {has}, instead of the tokens in the topology file");
        remarks.push(Remark::Warning(what));
    }
    remarks
}

/// The process of which a line says something else than its tokens are.
fn overridden<'a>(line: &'a Statement, tokens: &[u64], topology: &Topology) -> Option<&'a str> {
    let Instruction::Hold { process, amounts } = &line.what else { return None };
    let tokens = *tokens.get(topology.process(process)?.index())?;
    let held = amounts.iter().find(|amount| amount.unit == Unit::default()).map_or(0, |amount| amount.count);
    (tokens > 0 && held != tokens).then_some(process)
}
