//! The processes and channels: a shape, a file, or one by one.

use sim_core::{Order, Shape};
use toml::de::{DeArray, DeTable, DeValue};

use super::back_edges::{back, mark};
use super::entry::{Beside, Entry, FieldError, Key, Table, Takes, Usage};
use super::slot::One;
use super::timing::saved;
use super::{Basis, Graph, Listed, Spec, Text, values};
use crate::model::{self, Config};
use crate::text::reader::{Table as Keys, Value, delay, list, mismatch, text, word};
use crate::text::{Finding, Spanned};

/// What can be said of a topology.
pub const TOPOLOGY_TIP: &str =
    "a shape is ring:N, complete:N, line:N, star:N, grid:RxC or random:N,E[,SEED]; or name a .top file";

/// A topology of each shape.
const SHAPES: [&str; 6] = ["ring:2", "complete:3", "line:3", "star:4", "grid:2x3", "random:5,8"];

/// The keys of a channel.
pub(crate) const CHANNEL: [&str; 5] = ["from", "to", "delay", "order", "back"];
const CHANNEL_FORM: &str = "a channel: [\"FROM\", \"TO\"] or { from, to, delay, order, back }";

/// The processes and channels.
pub(super) const TOPOLOGY: Entry = Entry {
    name: "topology",
    option: Some(Usage {
        value: "SHAPE",
        help: "Processes and channels: ring:N, complete:N, line:N, star:N, grid:RxC, random:N,E or random:N,E,SEED, or a .top \
               file [default: ring:2]",
        proposes: || SHAPES.map(str::to_string).to_vec(),
        printed: 3,
        ..Usage::TEXT
    }),
    keys: &[
        Key {
            name: "topology",
            table: Table::Top,
            schema: r#"{ "description": "A shape, such as `ring:2` or `complete:5`.", "type": "string" }"#,
            read: |value, reading| {
                reading.spec.graph =
                    Some(named(&text(value, "a shape such as \"ring:2\"")?, reading.beside)?);
                Ok(())
            },
        },
        Key {
            name: "processes",
            table: Table::Top,
            schema: r##"{
                "description": "The names of the processes, instead of a topology.",
                "type": "array", "items": { "$ref": "#/$defs/process" }, "uniqueItems": true
            }"##,
            read: |value, reading| {
                reading.processes = list(value, "a list of process names", process)?.into_inner();
                let processes = reading.processes.iter().map(|name| name.get_ref().clone()).collect();
                reading.spec.graph = Some(Graph::Listed { processes, channels: Vec::new() });
                Ok(())
            },
        },
        Key {
            name: "channels",
            table: Table::Top,
            schema: r##"{
                "description": "The channels between these processes.",
                "type": "array", "items": { "$ref": "#/$defs/channel" }, "uniqueItems": true
            }"##,
            read: |value, reading| {
                let read = list(value, "a list of channels", channel)?.into_inner();
                for (ends, listed, is_back) in read {
                    if is_back {
                        mark(reading, [&listed.from, &listed.to]);
                    }
                    if let Some(Graph::Listed { channels, .. }) = &mut reading.spec.graph {
                        channels.push(listed);
                    }
                    reading.channels.push(ends);
                }
                Ok(())
            },
        },
    ],
    fields: &["topology", "processes", "channels"],
    slot: &One {
        of: |spec| &spec.graph,
        of_mut: |spec| &mut spec.graph,
        parse: |text| Ok(Graph::named(text)),
        print: |graph| match graph {
            Graph::Named(name) => Some(name.clone()),
            Graph::File(text) => Some(text.file.clone()),
            // No option says so much: a file does.
            Graph::Listed { .. } => None,
        },
        usual: |_| Some(Basis::graph()),
    },
    load: |config, spec| {
        let alike = alike(config);
        spec.delay = alike.map(|channel| saved("channels[0].delay", &channel.delay)).transpose()?;
        spec.links = alike.map(|channel| channel.order.into());
        let shape = config.topology.clone().filter(|_| config.channels.is_empty() || alike.is_some());
        if shape.is_some() {
            same_size(config)?;
        }
        spec.graph = Some(match shape {
            Some(shape) => Graph::Named(shape),
            None => listed(config, alike.is_none())?,
        });
        Ok(())
    },
    save: |spec, config| {
        config.topology = spec.graph.as_ref().and_then(Graph::shape).map(|shape| shape.to_string());
    },
    // Processes and channels are spelt out by whoever has built them: `describe::config`.
    ..Entry::SILENT
};

/// The order of messages in channels.
pub(super) const LINKS: Entry = Entry {
    name: "links",
    option: Some(Usage {
        value: "ORDER",
        help: "Whether channels keep the order of messages [default: fifo]",
        takes: Takes::Word(&[
            (values::ORDERS[0].0, values::ORDERS[0].2),
            (values::ORDERS[1].0, values::ORDERS[1].2),
            (values::ORDERS[2].0, values::ORDERS[2].2),
            (values::ORDERS[3].0, values::ORDERS[3].2),
        ]),
        printed: 12,
        ..Usage::TEXT
    }),
    keys: &[Key {
        name: "links",
        table: Table::Top,
        schema: r##"{ "description": "The order of messages in all channels.", "$ref": "#/$defs/order" }"##,
        read: |value, reading| {
            reading.spec.links = Some(in_order(value)?.into_inner());
            Ok(())
        },
    }],
    fields: &["channels"],
    slot: &One {
        of: |spec| &spec.links,
        of_mut: |spec| &mut spec.links,
        parse: values::order,
        print: |order| Some(values::order_name(*order).to_string()),
        usual: |_| Some(Order::Fifo),
    },
    ..Entry::SILENT
};

/// A shape, or a topology file beside the scenario file.
fn named(topology: &Spanned<String>, beside: Beside<'_>) -> Result<Graph, Finding> {
    let name = topology.get_ref();
    let Err(error) = name.parse::<Shape>() else { return Ok(Graph::Named(name.clone())) };
    let path = beside.folder.join(name);
    if path.extension().is_some_and(|extension| extension == "top") || (beside.is_file)(&path) {
        return Ok(Graph::File(Text::named(&path.display().to_string())));
    }
    Err(Finding::new(topology.span(), error.to_string()).tip(TOPOLOGY_TIP))
}

fn process(value: &Value<'_>) -> Result<Spanned<String>, Finding> {
    text(value, "a process name")
}

fn in_order(value: &Value<'_>) -> Result<Spanned<Order>, Finding> {
    word(value, &values::ORDERS.map(|(name, order, _)| (name, order)))
}

/// The ends of a channel, where they are; the channel, and whether it is a back-edge.
type Read = (Spanned<[Spanned<String>; 2]>, Listed, bool);

fn channel(value: &Value<'_>) -> Result<Read, Finding> {
    let (ends, delay, order, is_back) = match value.get_ref() {
        DeValue::Array(ends) => (pair(value, ends)?, None, None, false),
        DeValue::Table(table) => channel_table(value, table)?,
        _ => return Err(mismatch(value, CHANNEL_FORM)),
    };
    let [from, to] = ends.each_ref().map(|end| end.get_ref().clone());
    Ok((Spanned::new(value.span(), ends), Listed { from, to, delay, order }, is_back))
}

fn pair(value: &Value<'_>, ends: &DeArray<'_>) -> Result<[Spanned<String>; 2], Finding> {
    let mut ends = ends.iter();
    let (Some(from), Some(to), None) = (ends.next(), ends.next(), ends.next()) else {
        return Err(Finding::new(value.span(), "a channel leads from one process to one other"));
    };
    Ok([process(from)?, process(to)?])
}

type ChannelTable = ([Spanned<String>; 2], Option<sim_core::Delay>, Option<Order>, bool);

fn channel_table(value: &Value<'_>, table: &DeTable<'_>) -> Result<ChannelTable, Finding> {
    let table = Keys::with_keys(table, &CHANNEL, |_| None)?;
    let end = |key| {
        let end = table.read(key, process)?;
        end.ok_or_else(|| Finding::new(value.span(), format!("this channel has no '{key}'")))
    };
    Ok((
        [end("from")?, end("to")?],
        table.read("delay", delay)?.map(Spanned::into_inner),
        table.read("order", in_order)?.map(Spanned::into_inner),
        table.read("back", back)?.unwrap_or_default(),
    ))
}

/// The first channel of a saved configuration, if all have its delay and its order.
fn alike(config: &Config) -> Option<&model::Channel> {
    let first = config.channels.first()?;
    let same = |channel: &model::Channel| (&channel.delay, channel.order) == (&first.delay, first.order);
    config.channels.iter().all(same).then_some(first)
}

/// The processes and channels of a saved configuration, one by one; each with its own delay and order, if they differ.
fn listed(config: &Config, own: bool) -> Result<Graph, FieldError> {
    let channels = config.channels.iter().enumerate().map(|(place, channel)| {
        let delay = saved(&format!("channels[{place}].delay"), &channel.delay)?;
        Ok(Listed {
            from: channel.from.clone(),
            to: channel.to.clone(),
            delay: own.then_some(delay),
            order: own.then_some(channel.order.into()),
        })
    });
    Ok(Graph::Listed { processes: config.processes.clone(), channels: channels.collect::<Result<_, _>>()? })
}

/// Whether a configuration lists as many processes and channels as its shape has: asked before the shape is built.
///
/// # Errors
/// When it does not, or when there is no such shape.
pub fn same_size(config: &Config) -> Result<(), FieldError> {
    let Some(name) = &config.topology else { return Ok(()) };
    let wrong = |what: String| FieldError::new("topology", format!("'{name}'{what}"));
    let shape = name.parse::<Shape>().map_err(|error| wrong(format!(": {error}")))?;
    let (processes, channels) = shape.size();
    let listed = (config.processes.len() as u64, config.channels.len() as u64);
    if (processes, channels) == listed {
        return Ok(());
    }
    let has = format!("has {processes} processes and {channels} channels");
    Err(wrong(format!(" {has}, and {} and {} are listed", listed.0, listed.1)))
}

impl Spec {
    /// What, of a delay and an order for all channels, would change nothing in this graph: every channel has its own.
    #[must_use]
    pub fn idle_over(&self, graph: &Graph) -> Option<&'static str> {
        let Graph::Listed { channels, .. } = graph else { return None };
        let no_delay = self.delay.is_some() && channels.iter().all(|channel| channel.delay.is_some());
        let no_order = self.links.is_some() && channels.iter().all(|channel| channel.order.is_some());
        no_delay.then_some("--delay").or(no_order.then_some("--links"))
    }
}

impl Basis<'_> {
    /// The shape of the topology, unless it is said: the exercise's.
    pub const SHAPE: &'static str = "ring:2";

    /// The same as it would be said.
    #[must_use]
    pub fn graph() -> Graph {
        Graph::Named(Self::SHAPE.to_string())
    }
}
