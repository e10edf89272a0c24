//! Making Tera values, and hashing them.

use tera::value::Key;
use tera::{Map, Value};

use crate::digest::Digest;

/// A map of these keys, in this order.
pub fn map<K: Into<Key<'static>>>(pairs: impl IntoIterator<Item = (K, Value)>) -> Value {
    pairs.into_iter().map(|(key, value)| (key.into(), value)).collect::<Map>().into()
}

/// The digest of all that a template can see in a value.
pub fn digest(value: &Value) -> Digest {
    let mut bytes = Vec::with_capacity(8 << 10);
    add(&mut bytes, value);
    Digest::of(&bytes)
}

/// Writes a value so that no two of them give the same bytes: what it is, how long it is, and what is in it.
fn add(bytes: &mut Vec<u8>, value: &Value) {
    if let Some(text) = value.as_str() {
        put(bytes, if value.is_safe() { b's' } else { b't' }, text.len());
        bytes.extend_from_slice(text.as_bytes());
    } else if let Some(list) = value.as_array() {
        put(bytes, b'l', list.len());
        for entry in list {
            add(bytes, entry);
        }
    } else if let Some(entries) = value.as_map() {
        put(bytes, b'm', entries.len());
        for (key, entry) in entries {
            match key.as_str() {
                Some(text) => {
                    put(bytes, b'k', text.len());
                    bytes.extend_from_slice(text.as_bytes());
                }
                None => add(bytes, &key.as_value()),
            }
            add(bytes, entry);
        }
    } else if let Some(flag) = value.as_bool() {
        put(bytes, b'b', usize::from(flag));
    } else if value.is_none() {
        put(bytes, b'n', 0);
    } else if let Some(number) = Some(value).filter(|value| value.is_u64()).and_then(Value::as_u64) {
        put(bytes, b'u', 8);
        bytes.extend_from_slice(&number.to_le_bytes());
    } else {
        let text = format!("{:?} {value}", value.kind());
        put(bytes, b'o', text.len());
        bytes.extend_from_slice(text.as_bytes());
    }
}

fn put(bytes: &mut Vec<u8>, kind: u8, length: usize) {
    bytes.push(kind);
    bytes.extend_from_slice(&(length as u64).to_le_bytes());
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
        ];
        let digests: std::collections::BTreeSet<Digest> = values.iter().map(digest).collect();
        assert_eq!(digests.len(), values.len());
    }
}
