//! Where two experiments differ: the first field, for whoever has to be told.

use serde::Serialize;
use serde_json::Value;

/// The first field in which they differ, with what each has there; nothing if they are the same.
pub(crate) fn first<E: Serialize>(one: &E, other: &E) -> Option<(String, [String; 2])> {
    let value = |experiment: &E| serde_json::to_value(experiment).expect("it is JSON");
    below(String::new(), &value(one), &value(other))
}

fn below(name: String, one: &Value, other: &Value) -> Option<(String, [String; 2])> {
    if one == other {
        return None;
    }
    let (Value::Object(first), Value::Object(second)) = (one, other) else {
        return Some((name, [one, other].map(short)));
    };
    let keys = first.keys().chain(second.keys().filter(|key| !first.contains_key(*key)));
    let inside = |key: &String| if name.is_empty() { key.clone() } else { format!("{name}.{key}") };
    let value = |object: &serde_json::Map<_, _>, key| object.get(key).cloned().unwrap_or_default();
    keys.into_iter().find_map(|key| below(inside(key), &value(first, key), &value(second, key)))
}

/// A value in a line; of a long one its beginning.
fn short(value: &Value) -> String {
    const LONGEST: usize = 60;
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_first_field_that_differs_is_named_with_both_values() {
        let one = json!({"seeds": 7, "config": {"hold": "0", "links": "fifo"}});
        assert_eq!(first(&one, &one.clone()), None);
        let other = json!({"seeds": 7, "config": {"hold": "3", "links": "fifo"}});
        let told = ("config.hold".to_string(), ["\"0\"".to_string(), "\"3\"".to_string()]);
        assert_eq!(first(&one, &other), Some(told));
        let more = json!({"seeds": 7, "config": {"hold": "0", "links": "fifo"}, "until": "x"});
        let told = ("until".to_string(), ["null".to_string(), "\"x\"".to_string()]);
        assert_eq!(first(&one, &more), Some(told));
    }
}
