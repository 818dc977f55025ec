//! One line of JSON Lines: only the fields that mean something are kept, and none is read deeper than one list.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::fields::Fields;
use crate::codebook::{Field, FieldNames};

/// Reads an object's fields.
///
/// # Errors
/// With what `serde_json` found wrong, its column counted in bytes of the line; also when a field is given twice.
pub fn parse(line: &[u8], names: &FieldNames) -> serde_json::Result<Fields> {
    let mut reader = serde_json::Deserializer::from_slice(line);
    let fields = reader.deserialize_map(Object(names))?;
    reader.end()?;
    Ok(fields)
}

struct Object<'n>(&'n FieldNames);

impl<'de> Visitor<'de> for Object<'_> {
    type Value = Fields;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with the fields of an article")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
        let (mut fields, mut seen) = (Fields::default(), Vec::new());
        while let Some(key) = map.next_key_seed(Key(self.0))? {
            let Some(key) = key else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            if seen.contains(&key) {
                return Err(A::Error::custom(format!("a field for `{}` is given twice", key.0.as_str())));
            }
            seen.push(key);
            match map.next_value_seed(Value)? {
                Given::Text(value) => fields.offer(key, value),
                Given::Null => {}
                _ if key.0 == Field::Text => fields.text_is_no_string = true,
                Given::Number(value) | Given::List(value) => fields.offer(key, value),
                Given::Other => {}
            }
        }
        Ok(fields)
    }
}

struct Key<'n>(&'n FieldNames);

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = Option<(Field, u16)>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = Option<(Field, u16)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field's name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.0.find(name))
    }
}

/// What a field holds.
enum Given {
    Null,
    Text(String),
    Number(String),
    /// The strings of a list, joined by commas: authors.
    List(String),
    Other,
}

struct Value;

impl<'de> DeserializeSeed<'de> for Value {
    type Value = Given;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Given, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Value {
    type Value = Given;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Given, E> {
        Ok(Given::Null)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Given, E> {
        Ok(Given::Other)
    }

    fn visit_str<E>(self, value: &str) -> Result<Given, E> {
        Ok(Given::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Given, E> {
        Ok(Given::Text(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Given, E> {
        Ok(Given::Number(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Given, E> {
        Ok(Given::Number(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Given, E> {
        Ok(Given::Number(value.to_string()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Given, A::Error> {
        let mut strings = Vec::new();
        while let Some(item) = list.next_element_seed(Item)? {
            strings.extend(item.filter(|s| !s.trim().is_empty()));
        }
        Ok(Given::List(strings.join(", ")))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Given, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Given::Other)
    }
}

/// An item of a list: a string, or nothing of interest. It reads no deeper.
struct Item;

impl<'de> DeserializeSeed<'de> for Item {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Item {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
        Ok(Some(value.trim().to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(None)
    }
}
