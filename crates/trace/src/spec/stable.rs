//! What whoever runs it says is stable: predicates in the language of `sim help predicate`, which others read.

use super::entry::{Entry, Key, Table, Takes, Usage};
use super::slot::Many;
use super::values;
use crate::text::Spanned;
use crate::text::reader::{list, text};

/// The predicates that are to be stable, beside those that the program declares.
pub(super) const STABLE: Entry = Entry {
    name: "stable",
    option: Some(Usage {
        value: "PREDICATE",
        help: "Say that this is stable, such as 'P.count > 101': the check 'stable' judges it, see 'sim help predicate'; may be given \
               more than once",
        takes: Takes::Several(None),
        printed: 18,
        ..Usage::TEXT
    }),
    keys: &[Key {
        name: "stable",
        table: Table::Top,
        schema: r#"{
            "description": "What is said to be stable, each such as `P.count > 101`: the check `stable` judges it.",
            "type": "array", "items": { "type": "string" }
        }"#,
        read: |value, reading| {
            let named = list(value, "a list of predicates, each a text", |value| {
                text(value, "a predicate: \"P.count > 101\"")
            })?;
            reading.spec.stable.extend(named.into_inner().into_iter().map(Spanned::into_inner));
            Ok(())
        },
    }],
    fields: &["stable"],
    slot: &Many {
        of: |spec| &spec.stable,
        of_mut: |spec| &mut spec.stable,
        parse: values::any_text,
        print: <[String]>::to_vec,
        adds: false,
        is_usual: |_, _| false,
    },
    load: |config, spec| {
        spec.stable.clone_from(&config.stable);
        Ok(())
    },
    save: |spec, config| config.stable.clone_from(&spec.stable),
    ..Entry::SILENT
};
