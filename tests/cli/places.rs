//! Where in a file something stands: of each kind of place two. Places are of one kind if they differ only in which element of a list, which
//! process or which channel they are about.

use std::collections::BTreeMap;

use serde_json::Value;

/// A place in a value.
#[derive(Clone, Default)]
pub(crate) struct Place {
    /// Where it is, as JSON has it.
    pub(crate) pointer: String,
    /// What errors call it.
    pub(crate) path: String,
    kind: String,
}

/// How often there was a place of each kind.
#[derive(Default)]
pub(crate) struct Kinds(BTreeMap<String, u32>);

impl Kinds {
    /// The places of what is wanted, but those of a kind of which there were two before.
    pub(crate) fn two_of_each(&mut self, file: &Value, is_wanted: impl Fn(&Value) -> bool) -> Vec<Place> {
        let names: Vec<_> = file["config"]["processes"].as_array().into_iter().flatten().collect();
        let is_name = |name: &str| name.contains("->") || names.iter().any(|other| *other == name);
        let mut all = Vec::new();
        find(file, &Place::default(), &is_name, &mut |place: Place, value: &Value| {
            let times = self.0.entry(format!("{} {}", place.kind, kind_of(value))).or_default();
            if *times < 2 && is_wanted(value) {
                *times += 1;
                all.push(place);
            }
        });
        all
    }
}

/// What kind of value it is.
fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "text",
        Value::Array(_) => "list",
        Value::Object(_) => "object",
    }
}

fn find(value: &Value, at: &Place, is_name: &impl Fn(&str) -> bool, visit: &mut impl FnMut(Place, &Value)) {
    let mut inside = |key: &str, path: String, kind: &str, inner: &Value| {
        let pointer = format!("{}/{}", at.pointer, key.replace('~', "~0").replace('/', "~1"));
        let place = Place { pointer, path, kind: format!("{}/{kind}", at.kind) };
        visit(place.clone(), inner);
        find(inner, &place, is_name, visit);
    };
    match value {
        Value::Object(fields) => {
            // Lines of different types, and events of different kinds, have fields of their own.
            let [line, event] = ["type", "kind"].map(|field| value[field].as_str().unwrap_or_default());
            for (name, inner) in fields {
                let path = if at.path.is_empty() { name.clone() } else { format!("{}.{name}", at.path) };
                let kind = if is_name(name) { "*".to_string() } else { format!("{line} {event} {name}") };
                inside(name, path, &kind, inner);
            }
        }
        Value::Array(list) => {
            for (index, inner) in list.iter().enumerate() {
                inside(&index.to_string(), format!("{}[{index}]", at.path), "*", inner);
            }
        }
        _ => {}
    }
}
