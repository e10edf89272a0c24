//! What lists of guides show: a card for each, newest first.

use std::cmp::Reverse;
use std::sync::Arc;

use tera::Value;

use super::Seen;
use crate::date::Date;
use crate::digest::{Digest, Digester};
use crate::path::SourcePath;
use crate::site::directory::Unit;

/// A guide as lists show it.
#[derive(Clone, Debug)]
pub struct Card {
    /// The guide.
    pub unit: Arc<Unit>,
    /// The digest of what is shown.
    pub digest: Digest,
    /// What is shown; none, where the guide was not looked at in this build.
    pub value: Option<Value>,
}

/// All guides of a site, newest first.
#[derive(Clone, Debug, Default)]
pub struct Cards(Vec<Card>);

/// Some cards together.
#[derive(Clone, Debug)]
pub struct Hand {
    /// The digest of what they show.
    pub digest: Digest,
    /// What they show; none, where one of the guides was not looked at in this build.
    pub value: Option<Value>,
}

impl Hand {
    /// What they show, with its digest.
    pub fn seen(self) -> Option<Seen> {
        self.value.map(|value| Seen { value, digest: self.digest })
    }
}

impl Cards {
    /// Puts cards in order.
    pub fn new(mut cards: Vec<Card>) -> Self {
        fn key(card: &Card) -> (Reverse<Option<Date>>, &SourcePath) {
            (Reverse(card.unit.date), &card.unit.path)
        }
        cards.sort_by(|a, b| key(a).cmp(&key(b)));
        Self(cards)
    }

    /// The digest of all that they show, of their order and of their tags.
    pub fn digest(&self) -> Digest {
        let mut digester = Digester::new();
        for card in &self.0 {
            digester.add(card.digest.as_bytes()).add(card.unit.path.as_str());
            card.unit.tags.iter().for_each(|tag| {
                digester.add(tag);
            });
        }
        digester.finish()
    }

    /// The cards of one tag, by the segment of its address; all of them, if none is named.
    pub fn hand(&self, tag: Option<&str>) -> Hand {
        let chosen: Vec<&Card> =
            self.0.iter().filter(|card| tag.is_none_or(|tag| card.unit.tags.contains(tag))).collect();
        let digest = Digest::of_parts(chosen.iter().map(|card| card.digest.as_bytes()));
        let values: Option<Vec<Value>> = chosen.iter().map(|card| card.value.clone()).collect();
        Hand { digest, value: values.map(Value::from) }
    }
}
