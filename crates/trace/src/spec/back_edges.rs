//! The channels that are marked as back-edges: named one by one, or each where the channels are listed.

use toml::de::DeValue;

use super::Basis;
use super::entry::{Entry, Key, Reading, Table, Takes, Usage};
use super::slot::Many;
use super::values;
use crate::text::reader::{Value, list, mismatch, text};
use crate::text::{Finding, Spanned};

const FORM: &str = "a list of channels, each \"FROM->TO\"";

/// The back-edges.
pub(super) const BACK_EDGES: Entry = Entry {
    name: "back_edges",
    option: Some(Usage {
        value: "CHANNELS",
        help: "The channels that lead back, so that no cycle is left without them: FROM->TO, with commas between [default: where an \
               algorithm needs them, those that a depth-first search from the sources finds]",
        takes: Takes::Several(Some(',')),
        printed: 17,
        ..Usage::TEXT
    }),
    keys: &[Key {
        name: "back_edges",
        table: Table::Top,
        schema: r#"{
            "description": "The channels that lead back, each `FROM->TO`: no cycle is left without them.",
            "type": "array", "items": { "type": "string" }
        }"#,
        read: |value, reading| {
            let named = list(value, FORM, |value| text(value, "a channel: \"FROM->TO\""))?.into_inner();
            reading.spec.back_edges.extend(named.into_iter().map(Spanned::into_inner));
            Ok(())
        },
    }],
    fields: &["back_edges"],
    slot: &Many {
        of: |spec| &spec.back_edges,
        of_mut: |spec| &mut spec.back_edges,
        parse: values::any_text,
        print: |channels| if channels.is_empty() { Vec::new() } else { vec![channels.join(",")] },
        adds: false,
        is_usual: |_, basis: &Basis<'_>| basis.finds_back_edges,
    },
    load: |config, spec| {
        spec.back_edges.clone_from(&config.back_edges);
        Ok(())
    },
    save: |spec, config| config.back_edges.clone_from(&spec.back_edges),
    ..Entry::SILENT
};

/// Whether a listed channel is one.
pub(super) fn back(value: &Value<'_>) -> Result<bool, Finding> {
    match value.get_ref() {
        DeValue::Boolean(back) => Ok(*back),
        _ => Err(mismatch(value, "true or false")),
    }
}

/// Marks a listed channel as one.
pub(super) fn mark(reading: &mut Reading<'_>, [from, to]: [&str; 2]) {
    reading.spec.back_edges.push(format!("{from}->{to}"));
}
