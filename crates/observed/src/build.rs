//! Lines become a [`Run`]: names become numbers, sendings meet their receipts. What no run can have done is kept as a fault, to be judged;
//! what is no log is refused.

mod incidents;
mod matching;

use std::collections::BTreeMap;

use sim_core::ProcessId;

use crate::bounds;
use crate::line::{Amount, Line, Name, SCHEMA, Says, Text};
use crate::model::{
    After, Amounts, At, ChannelRecord, Clock, Ends, Event, Incident, Place, Recording, Run, What,
};
use matching::{Clash, Matching, Sending};

/// What is wrong with a line, and how to mend it.
pub(crate) type Wrong = (String, Option<&'static str>);

/// What was read so far.
#[derive(Debug, Default)]
pub(crate) struct Builder {
    pub(crate) run: Run,
    matching: Matching,
    names: BTreeMap<String, ProcessId>,
    /// Where each channel occurs first.
    occurs: BTreeMap<Ends, Place>,
    /// Whether a line named all processes.
    declared: bool,
    lines: usize,
}

impl Builder {
    /// Begins another file.
    pub(crate) fn file(&mut self, name: &str) -> Result<(), Wrong> {
        if self.run.files.len() == bounds::FILES {
            return Err(wrong(format!("there are more than {} files", bounds::FILES)));
        }
        self.run.files.push(name.to_string());
        Ok(())
    }

    /// The next line of the file that was begun last.
    pub(crate) fn add(&mut self, line: u32, said: Line) -> Result<(), Wrong> {
        let file = u32::try_from(self.run.files.len() - 1).expect("files are bounded");
        let place = Place { file, line };
        self.lines += 1;
        if self.lines > bounds::LINES {
            return Err(wrong(format!("the logs have more than {} lines", bounds::LINES)));
        }
        match said.says().map_err(wrong)? {
            Says::Log => self.log(said),
            says => self.event(says, said, place),
        }
    }

    /// What the whole run is. Several files may say so, each for all.
    fn log(&mut self, said: Line) -> Result<(), Wrong> {
        let schema = said.log.unwrap_or_default();
        if schema != SCHEMA {
            let what = format!("it has the schema '{schema}', and this version reads '{SCHEMA}'");
            return Err((what, Some("'sim schema log' describes it")));
        }
        self.run.fifo |= said.fifo.unwrap_or(false);
        if let Some(processes) = said.processes {
            if !self.names.is_empty() && !self.declared {
                let tip = "let it be the first line of the first file";
                return Err(("it names the processes after others did".to_string(), Some(tip)));
            }
            for name in &processes {
                self.process(name)?;
            }
            self.declared = true;
        }
        for (source, target) in said.channels.into_iter().flatten() {
            let ends = (self.process(&source)?, self.process(&target)?);
            self.run.channels.insert(ends);
            self.run.declares_channels = true;
            self.room_for_channels(self.run.channels.len())?;
        }
        Ok(())
    }

    fn event(&mut self, says: Says, mut said: Line, place: Place) -> Result<(), Wrong> {
        let name = said.p.take().ok_or_else(|| wrong("it has no process: 'p' is missing"))?;
        let process = self.process(&name)?;
        let index =
            u32::try_from(self.run.processes[process.index()].events.len()).expect("lines are bounded");
        let at = At { process, index };
        let clock = self.clock(said.vc.take())?;
        if says != Says::Init {
            self.refuse_after_crash(process, place);
        }
        let is_same_step = said.same.take().unwrap_or(false);
        let after = after(says, &mut said);
        let mut note: Option<Box<str>> = said
            .note
            .take()
            .map(|note| note.as_str().map_or_else(|| note.to_string(), str::to_string).into());
        let time = said.t.take().and_then(|time| time.as_u64());
        let what = match says {
            Says::Send => self.send(said, at, place)?,
            Says::Recv => self.receive(said, at, place)?,
            Says::Record => self.record(said, at)?,
            Says::Channel => self.channel(said, process, place)?,
            Says::Init => self.init(&said, process, place),
            Says::Note => What::Local,
            Says::Crash => self.crash(at),
            Says::Log => What::Other,
        };
        if let Some(Incident::Lost(lost)) = self.run.incidents.get(&at) {
            let (said, to) =
                (lost.body.as_deref().unwrap_or("a message"), lost.target.map(|to| self.run.name(to)));
            note = Some(format!("sends {said} to {}: it is lost", to.unwrap_or_default()).into());
        }
        self.run.processes[process.index()].events.push(Event {
            place,
            what,
            clock,
            note,
            time,
            after,
            is_same_step,
        });
        Ok(())
    }

    fn send(&mut self, said: Line, at: At, place: Place) -> Result<What, Wrong> {
        let to = said.to.ok_or_else(|| wrong("a sending to nobody: 'to' is missing"))?;
        let target = self.process(&to)?;
        self.occurs((at.process, target), place)?;
        let carries = said.amount.map(amounts);
        let body = said.body.map(|Text(body)| body);
        let sending = Sending { at, target, control: said.control, body, carries };
        let name = identity(said.send);
        match (said.lost, said.again) {
            (Some(true), _) => Ok(self.lose(name, sending)),
            (_, Some(true)) => self.send_again(name, sending, place),
            _ => Ok(self.sent(name, sending, place)),
        }
    }

    fn sent(&mut self, name: Option<String>, sending: Sending, place: Place) -> What {
        let sent = self.matching.send(name, sending);
        sent.map_or_else(|(clash, name)| self.fault(clash, name.as_deref(), place), What::Send)
    }

    fn receive(&mut self, said: Line, at: At, place: Place) -> Result<What, Wrong> {
        let name = identity(said.recv);
        let source = said.from.as_deref().map(|from| self.process(from)).transpose()?;
        if name.is_none() && source.is_none() {
            let tip = "give messages an identity, which their receiver logs too";
            return Err(("a receipt of which message? 'from' is missing".to_string(), Some(tip)));
        }
        if let Some(source) = source {
            self.occurs((source, at.process), place)?;
        }
        let received = self.matching.receive(name, at, source, said.control);
        Ok(received.map_or_else(|(clash, name)| self.fault(clash, name.as_deref(), place), What::Receive))
    }

    /// Keeps what no run can have done; the line is then no more than a line.
    fn fault(&mut self, clash: Clash, name: Option<&str>, place: Place) -> What {
        let (name, here) = (name.unwrap_or("a message"), self.run.line(place));
        let earlier = |at: At| self.run.told_at(at);
        let process = |process: ProcessId| self.run.name(process);
        self.run.faults.add(match clash {
            Clash::SentTwice(first) => format!("{name} is sent twice: {}, {here}", earlier(first)),
            Clash::ReceivedTwice(first) => format!("{name} is received twice: {}, {here}", earlier(first)),
            Clash::OtherTarget { sent_to, received_by } => format!(
                "{name} is sent to {}, and received by {} ({here})",
                process(sent_to),
                process(received_by)
            ),
            Clash::OtherSource { sent_by, said } => format!(
                "{name} is sent by {}, and received as one from {} ({here})",
                process(sent_by),
                process(said)
            ),
        });
        What::Other
    }

    fn record(&mut self, said: Line, at: At) -> Result<What, Wrong> {
        let number = said.record.expect("it says so");
        let recording =
            Recording { at, state: said.state.map(|Text(state)| state), holds: said.amount.map(amounts) };
        self.snapshot(number)?.processes.entry(at.process).or_default().push(recording);
        Ok(What::Record(number))
    }

    fn channel(&mut self, said: Line, process: ProcessId, place: Place) -> Result<What, Wrong> {
        let number =
            said.snapshot.ok_or_else(|| wrong("a channel of which snapshot? 'snapshot' is missing"))?;
        let source = self.process(&said.channel.expect("it says so"))?;
        let target = said.into.map_or(Ok(process), |into| self.process(&into))?;
        self.occurs((source, target), place)?;
        let texts =
            |texts: Option<Vec<Text>>| texts.map(|texts| texts.into_iter().map(|Text(text)| text).collect());
        let record = ChannelRecord {
            place,
            messages: texts(said.messages),
            bodies: texts(said.bodies),
            count: said.count,
            carries: said.amount.map(amounts),
        };
        if record.messages.is_none()
            && record.bodies.is_none()
            && record.count.is_none()
            && record.carries.is_none()
        {
            return Err(wrong(
                "it says nothing of the channel; expected 'messages', 'bodies', 'count' or 'amount'",
            ));
        }
        self.snapshot(number)?.channels.entry((source, target)).or_default().push(record);
        Ok(What::Other)
    }

    fn init(&mut self, said: &Line, process: ProcessId, place: Place) -> What {
        let Some(init) = &said.init else { return What::Other };
        let known = &mut self.run.processes[process.index()];
        if known.began_with.is_some() || known.began_in.is_some() {
            let (name, here) = (self.run.name(process), self.run.line(place));
            let what = format!("what {name} began with is told twice ({here})");
            self.run.faults.add(what);
        } else {
            known.began_with = init.amount.clone().map(amounts);
            known.began_in = init.state.as_ref().map(|Text(state)| state.clone());
        }
        What::Other
    }

    fn snapshot(&mut self, number: u64) -> Result<&mut crate::model::Snapshot, Wrong> {
        if self.run.snapshots.len() == bounds::SNAPSHOTS && !self.run.snapshots.contains_key(&number) {
            return Err(wrong(format!("there are more than {} snapshots", bounds::SNAPSHOTS)));
        }
        Ok(self.run.snapshots.entry(number).or_default())
    }

    /// The process of this name, which may be a new one.
    fn process(&mut self, name: &str) -> Result<ProcessId, Wrong> {
        if let Some(known) = self.names.get(name) {
            return Ok(*known);
        }
        if self.declared {
            return Err(wrong(format!("there is no process '{name}'")));
        }
        if name.is_empty() {
            return Err(wrong("a process without a name"));
        }
        if self.names.len() == bounds::PROCESSES {
            return Err(wrong(format!("there are more than {} processes", bounds::PROCESSES)));
        }
        let process = ProcessId(u32::try_from(self.names.len()).expect("processes are bounded"));
        self.names.insert(name.to_string(), process);
        self.run.processes.push(crate::model::Process { name: name.to_string(), ..Default::default() });
        Ok(process)
    }

    fn occurs(&mut self, ends: Ends, place: Place) -> Result<(), Wrong> {
        self.occurs.entry(ends).or_insert(place);
        self.room_for_channels(self.occurs.len())
    }

    fn room_for_channels(&self, channels: usize) -> Result<(), Wrong> {
        if channels <= bounds::CHANNELS {
            return Ok(());
        }
        Err(wrong(format!("there are more than {} channels", bounds::CHANNELS)))
    }

    fn clock(&mut self, clock: Option<indexmap::IndexMap<String, u64>>) -> Result<Option<Clock>, Wrong> {
        let Some(clock) = clock else { return Ok(None) };
        let mut entries: Vec<_> = Vec::with_capacity(clock.len());
        for (name, count) in clock {
            entries.push((self.process(&name)?, count));
        }
        entries.sort_unstable();
        Ok(Some(entries.into()))
    }

    /// The run that all lines tell of.
    ///
    /// # Errors
    /// When they use what they did not declare; with the place.
    pub(crate) fn finish(mut self) -> Result<Run, (Place, Wrong)> {
        self.lost_and_received();
        self.run.messages = self.matching.finish();
        if !self.run.declares_channels {
            self.run.channels = self.occurs.into_keys().collect();
        } else if let Some((ends, place)) =
            self.occurs.iter().find(|(ends, _)| !self.run.channels.contains(ends))
        {
            let what = format!("there is no channel {}", self.run.channel(*ends));
            return Err((*place, (what, Some("the line with 'log' names all channels, or none"))));
        }
        Ok(self.run)
    }
}

fn wrong(what: impl Into<String>) -> Wrong {
    (what.into(), None)
}

fn identity(name: Option<Name>) -> Option<String> {
    match name {
        Some(Name::Is(name)) => Some(name),
        Some(Name::None) | None => None,
    }
}

fn amounts(amount: Amount) -> Amounts {
    match amount {
        Amount::One(amount) => [(String::new(), amount)].into(),
        Amount::Each(each) => each.into_iter().collect(),
    }
}

/// What is told of the process after what it did. The state on the line of a recording is the one that is recorded.
fn after(says: Says, said: &mut Line) -> Option<Box<After>> {
    let holds = said.holds.take().map(amounts);
    let state = match says {
        Says::Record => said.state.as_ref().map(|Text(state)| state.clone()),
        _ => said.state.take().map(|Text(state)| state),
    };
    (state.is_some() || holds.is_some()).then(|| Box::new(After { state, holds }))
}
