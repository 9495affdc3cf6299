//! Values of answers, or what is wrong with them.

use serde_json::Value;

/// What is in a list; nothing, if it is left out.
pub(super) fn list<'a>(answer: &'a Value, name: &str) -> Result<&'a [Value], String> {
    match answer.get(name) {
        None | Some(Value::Null) => Ok(&[]),
        Some(Value::Array(items)) => Ok(items),
        Some(other) => Err(format!("'{name}' is a list, and not {other}")),
    }
}

/// Whether something is so; not, if it is left out.
pub(super) fn truth(answer: &Value, name: &str) -> Result<bool, String> {
    match answer.get(name) {
        None | Some(Value::Null) => Ok(false),
        Some(Value::Bool(truth)) => Ok(*truth),
        Some(other) => Err(format!("'{name}' is true or false, and not {other}")),
    }
}
