//! Making Tera values, and hashing them.

use serde::ser::{Serialize, SerializeStruct, Serializer};
use tera::Value;
use tera::value::ValueKind;

use crate::digest::Digest;

/// A map of these keys, in this order.
pub fn map(pairs: impl AsRef<[(&'static str, Value)]>) -> Value {
    Value::from_serializable(&Pairs(pairs.as_ref()))
}

/// Keys with their values. Written as a structure, each key is hashed once; made from a map, twice.
struct Pairs<'a>(&'a [(&'static str, Value)]);

impl Serialize for Pairs<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("", self.0.len())?;
        for (key, value) in self.0 {
            fields.serialize_field(key, value)?;
        }
        fields.end()
    }
}

/// The digest of all that a template can see in a value.
pub fn digest(value: &Value) -> Digest {
    let mut bytes = Vec::with_capacity(8 << 10);
    add(&mut bytes, value);
    Digest::of_value(&bytes)
}

/// Writes a value so that no two of them give the same bytes: what it is, how long it is, and what is in it.
fn add(bytes: &mut Vec<u8>, value: &Value) {
    match value.kind() {
        ValueKind::String => {
            let text = value.as_str().unwrap_or_default();
            put_text(bytes, if value.is_safe() { b's' } else { b't' }, text);
        }
        ValueKind::Array => {
            let list = value.as_array().unwrap_or_default();
            put(bytes, b'l', list.len() as u64);
            for entry in list {
                add(bytes, entry);
            }
        }
        ValueKind::Map => {
            let entries = value.as_map().into_iter().flatten();
            put(bytes, b'm', value.len().unwrap_or_default() as u64);
            for (key, entry) in entries {
                match key.as_str() {
                    Some(text) => put_text(bytes, b'k', text),
                    None => add(bytes, &key.as_value()),
                }
                add(bytes, entry);
            }
        }
        ValueKind::Bool => put(bytes, b'b', u64::from(value.is_truthy())),
        ValueKind::None => put(bytes, b'n', 0),
        ValueKind::U64 => put(bytes, b'u', value.as_u64().unwrap_or_default()),
        kind => put_text(bytes, b'o', &format!("{kind:?} {value}")),
    }
}

fn put_text(bytes: &mut Vec<u8>, kind: u8, text: &str) {
    put(bytes, kind, text.len() as u64);
    bytes.extend_from_slice(text.as_bytes());
}

/// A kind, and a number in as few bytes as it needs: seven bits each, the last one without the highest bit.
fn put(bytes: &mut Vec<u8>, kind: u8, mut number: u64) {
    bytes.push(kind);
    while number > 0x7f {
        bytes.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    bytes.push(number.to_le_bytes()[0]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_told_apart_has_another_digest() {
        let values = [
            Value::none(),
            Value::from(false),
            Value::from(0_u64),
            Value::from("0"),
            Value::safe_string("0"),
            Value::from(vec!["0"]),
            Value::from(vec![vec!["0"]]),
            map([("a", "0".into())]),
            map([("a", "0".into()), ("b", "0".into())]),
            map([("b", "0".into()), ("a", "0".into())]),
            Value::from(true),
            Value::from(1_u64),
            Value::from(129_u64),
            Value::from(-1_i64),
            Value::from(1.5),
            Value::from("0".repeat(129)),
        ];
        let digests: std::collections::BTreeSet<Digest> = values.iter().map(digest).collect();
        assert_eq!(digests.len(), values.len());
    }
}
