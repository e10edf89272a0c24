//! Ordered maps and sets that are made in one go: what comes in order needs no search for each place.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::marker::PhantomData;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// The most entries for which room is made before they are seen.
const MOST_AHEAD: usize = 1 << 16;

/// Reads a map.
///
/// # Errors
/// When it is none.
pub fn map<'de, K, V, D>(deserializer: D) -> Result<BTreeMap<K, V>, D::Error>
where
    K: Deserialize<'de> + Ord,
    V: Deserialize<'de>,
    D: Deserializer<'de>,
{
    deserializer.deserialize_map(Pairs(PhantomData))
}

/// Reads a set.
///
/// # Errors
/// When it is none.
pub fn set<'de, K, D>(deserializer: D) -> Result<BTreeSet<K>, D::Error>
where
    K: Deserialize<'de> + Ord,
    D: Deserializer<'de>,
{
    Vec::deserialize(deserializer).map(BTreeSet::from_iter)
}

/// Adds pairs to a map; if it is empty, and they are in order, without a search.
pub fn extend<K: Ord, V>(map: &mut BTreeMap<K, V>, pairs: impl IntoIterator<Item = (K, V)>) {
    if map.is_empty() {
        *map = pairs.into_iter().collect();
    } else {
        map.extend(pairs);
    }
}

struct Pairs<K, V>(PhantomData<(K, V)>);

impl<'de, K: Deserialize<'de> + Ord, V: Deserialize<'de>> Visitor<'de> for Pairs<K, V> {
    type Value = BTreeMap<K, V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut pairs = Vec::with_capacity(map.size_hint().unwrap_or_default().min(MOST_AHEAD));
        while let Some(pair) = map.next_entry()? {
            pairs.push(pair);
        }
        Ok(pairs.into_iter().collect())
    }
}
