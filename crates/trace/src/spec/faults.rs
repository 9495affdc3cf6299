//! What goes wrong in the network.

use super::entry::{Entry, Key, Table, Takes, Usage};
use super::slot::Many;
use super::values;
use crate::text::Spanned;
use crate::text::reader::{list, text};

const FORM: &str = "a list of faults, each as \"drop:P->Q#3\"";

/// The faults.
pub(super) const FAULTS: Entry = Entry {
    name: "fault",
    option: Some(Usage {
        value: "FAULT",
        help: "Something that goes wrong; may be repeated. 'drop:P->Q#3' loses the third message on that channel, markers counted, \
               'drop:P->Q#marker' the first marker; 'double:P->Q#3' delivers it twice, crash:P#12 stops P after its twelfth step. @400 instead is \
               from that time on (with seeds; a schedule says the moment, 'sim explore' tries all), :1/100 is each with that chance, and nothing is once, at a moment drawn as --start says",
        takes: Takes::Several(Some(',')),
        printed: 19,
        ..Usage::TEXT
    }),
    keys: &[Key {
        name: "faults",
        table: Table::Top,
        schema: r#"{
            "description": "What goes wrong: `drop:P->Q#3` loses the third message on that channel, `double:P->Q#3` delivers it twice, `crash:P#12` stops a process after its twelfth step; `#marker` the first marker; `@400` instead is from that time on, with seeds: a schedule says the moment; neither is once, at a moment that is drawn as `start` says, or a schedule has.",
            "type": "array", "items": { "type": "string" }
        }"#,
        read: |value, reading| {
            let named = list(value, FORM, |value| text(value, "a fault: \"drop:P->Q#3\""))?.into_inner();
            reading.spec.faults.extend(named.into_iter().map(Spanned::into_inner));
            Ok(())
        },
    }],
    fields: &["faults"],
    slot: &Many {
        of: |spec| &spec.faults,
        of_mut: |spec| &mut spec.faults,
        parse: values::any_text,
        print: <[String]>::to_vec,
        adds: false,
        is_usual: |faults, _| faults.is_empty(),
    },
    load: |config, spec| {
        spec.faults.clone_from(&config.faults);
        Ok(())
    },
    save: |spec, config| config.faults.clone_from(&spec.faults),
    ..Entry::SILENT
};
