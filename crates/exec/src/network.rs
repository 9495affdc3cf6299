//! Processes and channels as a program is told of them: by names.

use serde_json::Value;
use sim_core::{ChannelId, Context, ProcessId, Topology};

use crate::canonical::quoted;

/// What the protocol is called, in hello and in the answer to it.
pub const PROTOCOL: &str = "sim.exec/1";

/// The names of a topology, as JSON, for questions; and what names in answers mean.
#[derive(Debug)]
pub struct Network {
    processes: Vec<String>,
    channels: Vec<String>,
    /// By process: `"in":[…],"out":[…]`.
    ends: Vec<String>,
}

impl Network {
    /// Of this topology.
    #[must_use]
    pub fn new(topology: &Topology) -> Self {
        let names = topology.channel_ids().map(|channel| quoted(&topology.channel_name(channel)));
        let channels: Vec<_> = names.collect();
        let list = |ids: &mut dyn Iterator<Item = ChannelId>| {
            let names: Vec<_> = ids.map(|id| channels[id.index()].as_str()).collect();
            format!("[{}]", names.join(","))
        };
        let ends = topology.processes().map(|process| {
            let incoming = list(&mut topology.incoming(process).iter().copied());
            format!(r#""in":{incoming},"out":{}"#, list(&mut topology.outgoing(process)))
        });
        let processes = topology.processes().map(|process| quoted(topology.name(process)));
        Self { ends: ends.collect(), processes: processes.collect(), channels }
    }

    /// A process's name, as JSON.
    pub fn process(&self, process: ProcessId) -> &str {
        &self.processes[process.index()]
    }

    /// A channel's name, as JSON.
    pub fn channel(&self, channel: ChannelId) -> &str {
        &self.channels[channel.index()]
    }

    /// The channels of a process, as the last fields of a question.
    pub fn ends(&self, process: ProcessId) -> &str {
        &self.ends[process.index()]
    }

    /// Hello to a program in this role; `parameters` are JSON.
    #[must_use]
    pub fn hello(&self, role: &str, topology: &Topology, parameters: &str) -> String {
        let channels = topology.channel_ids().map(|id| {
            let channel = topology.channel(id);
            let (source, target) = (self.process(channel.source), self.process(channel.target));
            format!(r#"{{"id":{},"from":{source},"to":{target}}}"#, self.channel(id))
        });
        let (processes, channels) = (self.processes.join(","), channels.collect::<Vec<_>>().join(","));
        format!(
            r#"{{"hello":"{PROTOCOL}","role":"{role}","processes":[{processes}],"channels":[{channels}],"parameters":{parameters}}}"#
        )
    }
}

/// The channel that an answer names.
pub(crate) fn channel_called(topology: &Topology, name: &Value) -> Result<ChannelId, String> {
    let known = name.as_str().and_then(|name| topology.channel_called(name));
    known.ok_or_else(|| format!("there is no channel {name}"))
}

/// The same, if it leads from this process.
pub(crate) fn outgoing(cx: Context<'_>, name: &Value) -> Result<ChannelId, String> {
    let channel = channel_called(cx.topology, name)?;
    if cx.topology.channel(channel).source == cx.process {
        return Ok(channel);
    }
    Err(format!("{} sends nothing on the channel {name}", cx.topology.name(cx.process)))
}

/// The same, if it leads to this process.
pub(crate) fn incoming(cx: Context<'_>, name: &Value) -> Result<ChannelId, String> {
    let channel = channel_called(cx.topology, name)?;
    if cx.topology.channel(channel).target == cx.process {
        return Ok(channel);
    }
    Err(format!("{} receives nothing from the channel {name}", cx.topology.name(cx.process)))
}
