//! Answers to what a template asks of the whole site.

use tera::Value;

use super::{Cards, Hand, Seen, Viewer, map};
use crate::diagnostic::nearest;
use crate::path::{SourcePath, slug};
use crate::query::Query;
use crate::site::Tag;

impl Viewer {
    /// The answer to a query; assets are the theme's to answer.
    ///
    /// # Errors
    /// A sentence for the author of the template, if what is asked for does not exist.
    pub fn answer(&self, query: &Query, cards: &Cards) -> Result<Hand, String> {
        match query {
            Query::Guides(tag) => Ok(cards.hand(tag.as_deref().map(slug).as_deref())),
            Query::Tags => {
                let tags: Vec<Value> = self.site.directory.tags.values().map(tag).collect();
                Ok(Seen::new(tags.into()).into())
            }
            Query::Page(path) => self.page_answer(path).map(|answer| Seen::new(answer).into()),
            Query::Asset(path) | Query::Inline(path) => Err(format!("“{path}” is the theme's to answer")),
        }
    }

    fn page_answer(&self, path: &str) -> Result<Value, String> {
        let source = SourcePath::new(format!("content/{path}"));
        let entries = &self.site.directory.entries;
        let Some(entry) = entries.get(&source).filter(|entry| entry.shown) else {
            let shown = entries.iter().filter(|(_, entry)| entry.shown);
            let known: Vec<&str> =
                shown.filter_map(|(path, _)| path.as_str().strip_prefix("content/")).collect();
            let proposal =
                nearest(path, known).map(|name| format!("; did you mean “{name}”?")).unwrap_or_default();
            return Err(format!("there is no published page “{path}” in content{proposal}"));
        };
        Ok(map([
            ("title", entry.title.as_str().into()),
            ("url", entry.url.as_str().into()),
            ("description", entry.description.as_str().into()),
        ]))
    }
}

fn tag(tag: &Tag) -> Value {
    map([("name", tag.name.as_str().into()), ("url", tag.url.as_str().into()), ("count", tag.count.into())])
}
