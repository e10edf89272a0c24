//! A finished start: new sites, guides and steps. Nothing is ever overwritten, and a change is made as a whole or not at all.

mod edit;
mod fault;
mod guide;
mod links;
mod order;
mod place;
mod site;
mod step;
mod template;
#[cfg(test)]
mod tests;

pub use fault::ScaffoldFault;
pub use guide::new_guide;
pub use place::Position;
pub use site::new_site;
pub use step::{NewStep, new_step};

/// What was made, with paths from the site's folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Made {
    /// New files.
    pub files: Vec<String>,
    /// Files with a new name: the old one and the new one.
    pub renamed: Vec<(String, String)>,
    /// Files in which links to those now name the new file.
    pub relinked: Vec<String>,
}
