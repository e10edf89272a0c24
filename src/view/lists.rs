//! Answers to what a template asks of the whole site.

use tera::Value;

use super::{Seen, Viewer, map};
use crate::diagnostic::nearest;
use crate::path::{SourcePath, slug};
use crate::query::Query;
use crate::site::{Aim, Guide, Leaf, Tag};

impl Viewer {
    /// The answer to a query; assets are the theme's to answer.
    ///
    /// # Errors
    /// A sentence for the author of the template, if what is asked for does not exist.
    pub fn answer(&self, query: &Query) -> Result<Seen, String> {
        match query {
            Query::Guides(None) => Ok(Seen::new(self.cards(self.site.guides.iter()))),
            Query::Guides(Some(tag)) => {
                let guides =
                    self.site.tags.get(&slug(tag)).map(|tag| tag.guides.as_slice()).unwrap_or_default();
                Ok(Seen::new(self.cards(guides.iter().filter_map(|index| self.site.guides.get(*index)))))
            }
            Query::Tags => Ok(Seen::new(self.site.tags.values().map(tag).collect::<Vec<_>>().into())),
            Query::Page(path) => self.page_answer(path).map(Seen::new),
            Query::Asset(path) | Query::Inline(path) => Err(format!("“{path}” is the theme's to answer")),
        }
    }

    /// Cards of guides, newest first.
    pub(super) fn cards<'g>(&self, guides: impl Iterator<Item = &'g Guide>) -> Value {
        let mut guides: Vec<&Guide> = guides.collect();
        guides.sort_by(|a, b| b.meta.date.cmp(&a.meta.date).then_with(|| a.leaf.path.cmp(&b.leaf.path)));
        guides.into_iter().map(|guide| self.card(guide)).collect::<Vec<_>>().into()
    }

    fn page_answer(&self, path: &str) -> Result<Value, String> {
        let source = SourcePath::new(format!("content/{path}"));
        let found = self.leaf_at(&source);
        let Some((leaf, description)) = found else {
            let names = self.site.aims.iter().filter(|(_, aim)| matches!(aim, Aim::Page(_)));
            let known: Vec<&str> =
                names.filter_map(|(path, _)| path.as_str().strip_prefix("content/")).collect();
            let proposal =
                nearest(path, known).map(|name| format!("; did you mean “{name}”?")).unwrap_or_default();
            return Err(format!("there is no published page “{path}” in content{proposal}"));
        };
        Ok(map([
            ("title", leaf.title.value.as_str().into()),
            ("url", leaf.url.as_str().into()),
            ("description", description.into()),
        ]))
    }

    fn leaf_at(&self, path: &SourcePath) -> Option<(&Leaf, &str)> {
        let pages = self.site.pages.iter().map(|page| (&page.leaf, page.meta.description.as_str()));
        let guides = self.site.guides.iter().map(|guide| (&guide.leaf, guide.meta.description.as_str()));
        let parts = self.site.guides.iter().flat_map(|guide| &guide.parts);
        let parts = parts.map(|part| (&part.leaf, part.meta.summary.as_str()));
        pages.chain(guides).chain(parts).find(|(leaf, _)| leaf.path == *path)
    }
}

fn tag(tag: &Tag) -> Value {
    map([
        ("name", tag.name.as_str().into()),
        ("url", tag.url.as_str().into()),
        ("count", tag.guides.len().into()),
    ])
}
