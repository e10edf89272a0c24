//! Making Tera values, and hashing them.

use tera::value::Key;
use tera::{Map, Value};

use crate::digest::{Digest, Digester};

/// A map of these keys, in this order.
pub fn map<K: Into<Key<'static>>>(pairs: impl IntoIterator<Item = (K, Value)>) -> Value {
    pairs.into_iter().map(|(key, value)| (key.into(), value)).collect::<Map>().into()
}

/// The digest of all that a template can see in a value.
pub fn digest(value: &Value) -> Digest {
    let mut digester = Digester::new();
    add(&mut digester, value);
    digester.finish()
}

fn add(digester: &mut Digester, value: &Value) {
    if let Some(text) = value.as_str() {
        digester.add(if value.is_safe() { "safe" } else { "text" }).add(text);
    } else if let Some(list) = value.as_array() {
        digester.add("list").add(list.len().to_le_bytes());
        for entry in list {
            add(digester, entry);
        }
    } else if let Some(entries) = value.as_map() {
        digester.add("map").add(entries.len().to_le_bytes());
        for (key, entry) in entries {
            add(digester, &key.as_value());
            add(digester, entry);
        }
    } else {
        digester.add(format!("{:?}", value.kind())).add(value.to_string());
    }
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
