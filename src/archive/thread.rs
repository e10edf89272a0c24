//! From a list of comments to threads: replies below what they answer, oldest first.

use std::collections::{BTreeMap, VecDeque};

use super::{Answered, Comment};
use crate::diagnostic::Placed;
use crate::yaml::{Faults, quoted};

/// How deep replies stand in each other: as deep as a phone can show, and well within the depth to which a template
/// can call itself. A deeper one stands beside the one that it answers, and says whom it answers.
pub(super) const DEPTH: usize = 12;

/// A comment and the id of the one that it answers.
pub(super) struct Entry {
    pub(super) comment: Comment,
    pub(super) parent: Option<Placed<String>>,
}

/// Puts replies below what they answer. Ids are unique here.
pub(super) fn weave(entries: Vec<Entry>, faults: &Faults) -> Vec<Comment> {
    let mut parents = parents(&entries, faults);
    break_cycles(&entries, &mut parents, faults);
    let written = parents.clone();
    let order = flatten(&mut parents);
    let answered: Vec<Option<Answered>> = written
        .iter()
        .zip(&parents)
        .map(|(written, parent)| {
            written.filter(|_| written != parent).map(|index| Answered::of(&entries[index]))
        })
        .collect();
    let mut comments: Vec<Option<Comment>> = entries.into_iter().map(|entry| Some(entry.comment)).collect();
    let mut replies: Vec<Vec<(usize, Comment)>> = comments.iter().map(|_| Vec::new()).collect();
    let mut roots = Vec::new();
    // From the deepest on, so that a comment has all its replies before it becomes one.
    for index in order.into_iter().rev() {
        let Some(mut comment) = comments[index].take() else { continue };
        comment.replies = oldest_first(std::mem::take(&mut replies[index]));
        comment.answers.clone_from(&answered[index]);
        match parents[index] {
            Some(parent) => replies[parent].push((index, comment)),
            None => roots.push((index, comment)),
        }
    }
    oldest_first(roots)
}

/// By moment; comments of one moment as they were written.
fn oldest_first(mut comments: Vec<(usize, Comment)>) -> Vec<Comment> {
    comments.sort_by_key(|(index, comment)| (comment.date, *index));
    comments.into_iter().map(|(_, comment)| comment).collect()
}

fn parents(entries: &[Entry], faults: &Faults) -> Vec<Option<usize>> {
    let ids: BTreeMap<&str, usize> =
        entries.iter().enumerate().map(|(index, entry)| (entry.comment.id.value.as_str(), index)).collect();
    let find = |parent: &Placed<String>| {
        let found = ids.get(parent.value.as_str()).copied();
        if found.is_none() {
            let message = format!("there is no comment {} that this one could answer", quoted(&parent.value));
            let help = "it is shown as one that answers no other; correct the id, or write parent: null";
            faults.warning("missing-parent", parent.place.clone(), message, help);
        }
        found
    };
    entries.iter().map(|entry| entry.parent.as_ref().and_then(find)).collect()
}

/// Follows each comment to its root; where the way comes back to itself, its last comment in the file is made a root.
fn break_cycles(entries: &[Entry], parents: &mut [Option<usize>], faults: &Faults) {
    let mut seen_from: Vec<Option<usize>> = vec![None; entries.len()];
    for start in 0..entries.len() {
        let mut index = start;
        while seen_from[index].is_none() {
            seen_from[index] = Some(start);
            let Some(parent) = parents[index] else { break };
            index = parent;
        }
        if seen_from[index] != Some(start) || parents[index].is_none() {
            continue;
        }
        let mut last = index;
        let mut next = parents[index];
        while let Some(member) = next.filter(|member| *member != index) {
            last = last.max(member);
            next = parents[member];
        }
        parents[last] = None;
        let Entry { comment, parent } = &entries[last];
        let Some(parent) = parent else { continue };
        let message = format!(
            "the comment {} answers itself, over {}",
            quoted(&comment.id.value),
            quoted(&parent.value)
        );
        faults.error(
            "comment-cycle",
            parent.place.clone(),
            message,
            "name the comment that it answers, or write parent: null",
        );
    }
}

/// The comments from the roots on, each after the one that it answers; bounds their depth.
fn flatten(parents: &mut [Option<usize>]) -> Vec<usize> {
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); parents.len()];
    for (index, parent) in parents.iter().enumerate() {
        if let Some(parent) = parent {
            children[*parent].push(index);
        }
    }
    let mut queue: VecDeque<(usize, usize)> =
        (0..parents.len()).filter(|index| parents[*index].is_none()).map(|root| (root, 1)).collect();
    let mut order = Vec::with_capacity(parents.len());
    while let Some((index, depth)) = queue.pop_front() {
        order.push(index);
        let is_deepest = depth == DEPTH;
        for child in &children[index] {
            if is_deepest {
                parents[*child] = parents[index];
            }
            queue.push_back((*child, if is_deepest { depth } else { depth + 1 }));
        }
    }
    order
}

impl Answered {
    fn of(entry: &Entry) -> Self {
        let Comment { id, author, deleted, .. } = &entry.comment;
        Self { id: id.value.clone(), author: if *deleted { String::new() } else { author.clone() } }
    }
}
