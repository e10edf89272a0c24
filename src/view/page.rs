//! `page` of everything outside a guide's reading order.

use tera::Value;

use super::head::{Head, headings};
use super::{Seen, Viewer};
use crate::path::Url;
use crate::site::{Page, Tag, policy};

impl Viewer {
    /// A page an author wrote; the home page's own text among them.
    pub fn page(&self, page: &Page) -> Seen {
        let is_home = page.leaf.url == Url::root();
        let leaf = &page.leaf;
        let kind = if is_home { "home" } else { "page" };
        let mut head = Head::of_leaf(kind, leaf, &self.site.config.title)
            .described(&page.meta.description, &leaf.document.opening);
        if is_home && page.meta.description.is_empty() && !self.site.config.description.is_empty() {
            head.description.clone_from(&self.site.config.description);
        }
        head.date = page.meta.date;
        head.article = !is_home;
        head.policy = self.is_policy(&leaf.url);
        if !is_home {
            head.above = vec![(self.site.config.title.clone(), Url::root())];
            head.json_ld = self.structured_page(&head);
        }
        Seen::new(self.page_value(&head, &self.leaf_body(leaf, ""), headings(leaf), Vec::new()))
    }

    /// The home page of a site whose author wrote none.
    pub fn bare_home(&self) -> Value {
        let title = self.site.config.title.clone();
        let mut head = Head::made("home", Url::root(), title, &self.site.config.title);
        head.description.clone_from(&self.site.config.description);
        self.page_value(&head, "", nothing(), Vec::new())
    }

    /// The guides of one tag, with their cards.
    pub fn tag(&self, tag: &Tag, guides: Value) -> Value {
        let title = (self.words)("tag_title", &[("tag", &tag.name)]);
        let mut head = Head::made("tag", tag.url.clone(), title, &self.site.config.title);
        head.description.clone_from(&head.title);
        head.above = vec![(self.site.config.title.clone(), Url::root())];
        self.page_value(&head, "", nothing(), vec![("tag", tag.name.as_str().into()), ("guides", guides)])
    }

    /// The page for missing addresses.
    pub fn not_found(&self) -> Value {
        let title = self.word("not_found_title");
        let mut head = Head::made("404", Url::new("/404.html"), title, &self.site.config.title);
        head.noindex = true;
        self.page_value(&head, "", nothing(), Vec::new())
    }

    /// The policy page of a site whose author wrote none.
    pub fn bare_policy(&self) -> Value {
        let mut head = Head::made("page", policy::url(), self.word("policy_title"), &self.site.config.title);
        head.description.clone_from(&head.title);
        head.policy = true;
        head.above = vec![(self.site.config.title.clone(), Url::root())];
        self.page_value(&head, "", nothing(), Vec::new())
    }

    /// Whether a page is the one that the banner leads to.
    fn is_policy(&self, url: &Url) -> bool {
        let statement = self.statement.as_ref();
        statement.is_some_and(|statement| statement.more_url.split('#').next() == Some(url.as_str()))
    }
}

fn nothing() -> Value {
    Value::from(Vec::<Value>::new())
}
