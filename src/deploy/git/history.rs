//! The way back: the releases that a branch had.

use crate::deploy::{Fault, INVENTORY, Inventory};

use super::{BASE, Branch};

/// How far back is looked.
const DEPTH: u32 = 100;

/// Makes a commit that has the files of the release before, and all of others as they are now; its name.
pub(super) fn roll_back(branch: &Branch, commit: Option<&str>) -> Result<String, Fault> {
    let none = || {
        Fault::request(
            format!("the branch “{}” has no release before this one", branch.name),
            "deploy the older version of your site again",
        )
    };
    let base = branch.fetch(commit.ok_or_else(none)?, DEPTH)?;
    branch.state().base = Some(base);
    let releases = releases(branch)?;
    let (_, now) = releases.first().ok_or_else(none)?;
    // Going back twice goes back two releases: a release that was gone back to counts where it was first.
    let first = releases.iter().rposition(|(_, release)| release.id == now.id).unwrap_or_default();
    let (commit, before) = releases.get(first + 1).ok_or_else(none)?;
    let tree = branch.tree(commit)?;
    branch.start(&format!("Back to {}", before.id))?;
    for path in now.files.keys().filter(|path| !before.files.contains_key(*path)) {
        branch.write(|stream| stream.delete(path))?;
    }
    let own = before.files.keys().map(String::as_str).chain([INVENTORY]);
    for path in own {
        let (_, object, _) = tree.get(path).ok_or_else(none)?;
        branch.write(|stream| stream.put_object(path, object))?;
    }
    branch.push()?;
    Ok(before.id.clone())
}

/// The commits in which the inventory changed, the last one first, with what it said.
fn releases(branch: &Branch) -> Result<Vec<(String, Inventory)>, Fault> {
    let log = branch.line(&["log", "--first-parent", "--format=%H", BASE, "--", INVENTORY])?;
    let mut releases = Vec::new();
    for commit in log.lines() {
        let object = branch.line(&["rev-parse", &format!("{commit}:{INVENTORY}")]).unwrap_or_default();
        let bytes = branch.bytes(&[object])?.pop().unwrap_or_default();
        releases.extend(Inventory::from_json(&bytes).map(|inventory| (commit.to_owned(), inventory)));
    }
    Ok(releases)
}
