//! Structured data for search engines: a guide with its steps and tips, articles, and the way to each page.

use super::Viewer;
use super::head::Head;
use crate::config::CommentStatus;
use crate::date::Date;
use crate::front_matter::PartKind;
use crate::json_ld::{Author, Step, Work, article, breadcrumbs, how_to};
use crate::site::Guide;

/// The texts that a work borrows.
struct Facts {
    url: String,
    image: String,
    published: String,
    modified: String,
    author_url: String,
}

impl Viewer {
    /// An overview: the guide as instructions, and the way to it.
    pub(super) fn structured_guide(&self, guide: &Guide, head: &Head) -> Vec<String> {
        let facts = self.facts(Some(guide), head);
        let parts: Vec<_> = guide.parts.iter().filter(|part| part.kind == PartKind::Step).collect();
        let urls: Vec<String> = parts.iter().map(|part| self.absolute(&part.leaf.url)).collect();
        let steps: Vec<Step> = parts
            .iter()
            .zip(&urls)
            .map(|(part, url)| Step {
                title: &part.leaf.title.value,
                summary: &part.meta.summary,
                url,
                tips: part.leaf.document.tips.iter().map(|tip| tip.text.as_str()).collect(),
            })
            .collect();
        let shown = guide.comments.status != CommentStatus::Off;
        let count = guide.archive.as_ref().map_or(0, crate::archive::Archive::count);
        let work = Work { comments: shown.then_some(count), ..self.work(Some(guide), head, &facts) };
        vec![how_to(&work, &steps), self.trail(head)]
    }

    /// A part of a guide: an article, and the way to it.
    pub(super) fn structured_article(&self, guide: &Guide, head: &Head) -> Vec<String> {
        let facts = self.facts(Some(guide), head);
        vec![article(&self.work(Some(guide), head, &facts)), self.trail(head)]
    }

    /// A page.
    pub(super) fn structured_page(&self, head: &Head) -> Vec<String> {
        let facts = self.facts(None, head);
        vec![article(&self.work(None, head, &facts)), self.trail(head)]
    }

    fn facts(&self, guide: Option<&Guide>, head: &Head) -> Facts {
        let author = guide.map_or(self.site.author.as_ref(), |guide| guide.author.as_ref());
        let text = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
        Facts {
            url: self.absolute(&head.url),
            image: head.image.map(|image| self.absolute(&image.url)).unwrap_or_default(),
            published: text(head.date),
            modified: text(head.updated),
            author_url: author.map(|author| self.anywhere(&author.to)).unwrap_or_default(),
        }
    }

    fn work<'a>(&'a self, guide: Option<&'a Guide>, head: &'a Head, facts: &'a Facts) -> Work<'a> {
        let author = guide.map_or(self.site.author.as_ref(), |guide| guide.author.as_ref());
        Work {
            title: &head.title,
            description: &head.description,
            url: &facts.url,
            image: &facts.image,
            language: &self.site.config.language,
            author: author.map(|author| Author { name: &author.label, url: &facts.author_url }),
            published: &facts.published,
            modified: &facts.modified,
            minutes: guide.filter(|guide| guide.leaf.url == head.url).map_or(0, Guide::minutes),
            comments: None,
        }
    }

    /// The full form of an address that leads into the site or out of it; empty, if that is not known.
    fn anywhere(&self, to: &str) -> String {
        if to.starts_with('/') { self.absolute(&crate::path::Url::new(to)) } else { to.to_owned() }
    }

    fn trail(&self, head: &Head) -> String {
        let above = head.above.iter().map(|(title, url)| (title.as_str(), url));
        let trail = above.chain([(head.title.as_str(), &head.url)]);
        let urls: Vec<(&str, String)> = trail.map(|(title, url)| (title, self.absolute(url))).collect();
        breadcrumbs(urls.iter().map(|(title, url)| (*title, url.as_str())))
    }
}
