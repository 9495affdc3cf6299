//! The order of channels in a file that has a whole [`Spec`](super::Spec): by its name, as options have it.

use serde::de::Error as _;
use serde::{Deserialize as _, Deserializer, Serializer};
use sim_core::Order;

use super::values;

/// Writes its name, if there is one.
pub(super) fn serialize<S: Serializer>(order: &Option<Order>, serializer: S) -> Result<S::Ok, S::Error> {
    match order {
        Some(order) => serializer.serialize_str(values::order_name(*order)),
        None => serializer.serialize_none(),
    }
}

/// Reads it again.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Order>, D::Error> {
    let name = Option::<String>::deserialize(deserializer)?;
    name.map(|name| values::order(&name).map_err(D::Error::custom)).transpose()
}
