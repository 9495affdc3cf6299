//! Values as people write them: a text may be a number, an identity may be missing, an amount may be of one good or of several.

use std::fmt;

use indexmap::IndexMap;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A text, which may be written as a number: `"97"`, `97`.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Text(pub String);

/// The identity of a message: a text or a number; `true` for a message without one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Name {
    /// It has this identity.
    Is(String),
    /// It has none.
    None,
}

/// How much of what is conserved: a whole number, or one for each good.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Amount {
    /// Of the only good.
    One(i64),
    /// Of each good, by its name.
    Each(IndexMap<String, i64>),
}

impl Default for Amount {
    fn default() -> Self {
        Self::One(0)
    }
}

/// Reads any of these values; each takes what it can.
struct Any;

/// What is written there.
enum Scalar {
    Text(String),
    Whole(i64),
    Number(String),
    True,
    Each(IndexMap<String, i64>),
}

impl<'de> Visitor<'de> for Any {
    type Value = Scalar;

    fn expecting(&self, words: &mut fmt::Formatter<'_>) -> fmt::Result {
        words.write_str("a value")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Scalar, E> {
        if value { Ok(Scalar::True) } else { Err(E::custom("it is false")) }
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Scalar, E> {
        Ok(Scalar::Whole(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Scalar, E> {
        Ok(i64::try_from(value).map_or_else(|_| Scalar::Number(value.to_string()), Scalar::Whole))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Scalar, E> {
        Ok(Scalar::Number(value.to_string()))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Scalar, E> {
        Ok(Scalar::Text(value.to_string()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Scalar, A::Error> {
        let mut each = IndexMap::new();
        while let Some((name, amount)) = map.next_entry::<String, i64>()? {
            if each.insert(name.clone(), amount).is_some() {
                return Err(A::Error::custom(format!("'{name}' is there twice")));
            }
        }
        Ok(Scalar::Each(each))
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match deserializer.deserialize_any(Any)? {
            Scalar::Text(text) | Scalar::Number(text) => Ok(Self(text)),
            Scalar::Whole(number) => Ok(Self(number.to_string())),
            Scalar::True | Scalar::Each(_) => Err(D::Error::custom("expected text or a number")),
        }
    }
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match deserializer.deserialize_any(Any)? {
            Scalar::Text(text) | Scalar::Number(text) => Ok(Self::Is(text)),
            Scalar::Whole(number) => Ok(Self::Is(number.to_string())),
            Scalar::True => Ok(Self::None),
            Scalar::Each(_) => Err(D::Error::custom("expected text, a number, or true")),
        }
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match deserializer.deserialize_any(Any)? {
            Scalar::Whole(number) => Ok(Self::One(number)),
            Scalar::Each(each) => Ok(Self::Each(each)),
            Scalar::Text(_) | Scalar::Number(_) | Scalar::True => {
                Err(D::Error::custom("expected a whole number, or an object of them"))
            }
        }
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl Serialize for Name {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Is(name) => serializer.serialize_str(name),
            Self::None => serializer.serialize_bool(true),
        }
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::One(number) => serializer.serialize_i64(*number),
            Self::Each(each) => each.serialize(serializer),
        }
    }
}

impl JsonSchema for Text {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Text".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "description": "A text, which may be written as a number", "type": ["string", "number"] })
    }
}

impl JsonSchema for Name {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Name".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "The identity of a message; true for a message without one",
            "anyOf": [{ "type": ["string", "number"] }, { "const": true }]
        })
    }
}

impl JsonSchema for Amount {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Amount".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A whole number, or one for each good, by its name",
            "anyOf": [{ "type": "integer" }, { "type": "object", "additionalProperties": { "type": "integer" } }]
        })
    }
}
