//! The numbered files of a guide, and how they make room for another.

use super::{Position, ScaffoldFault};
use crate::path::{Numbered, SourcePath, slug_of_name};
use crate::source::{Source, Sources};

/// A numbered Markdown file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) path: SourcePath,
    pub(super) number: u32,
    /// How many digits its name starts with.
    width: usize,
    is_step: bool,
}

/// The numbered files of a guide, in order.
#[derive(Debug)]
pub(super) struct Order(Vec<Part>);

impl Order {
    /// Those of a folder.
    ///
    /// # Errors
    /// Two files with one number: it is not clear which one comes first.
    pub(super) fn of(sources: &Sources, folder: &str) -> Result<Self, ScaffoldFault> {
        let mut parts: Vec<Part> = sources
            .below(folder)
            .filter(|source| source.path.folder() == folder)
            .filter_map(Part::of)
            .collect();
        parts.sort_by_key(|part| part.number);
        if let Some([a, b]) = parts.array_windows().find(|[a, b]| a.number == b.number) {
            return Err(ScaffoldFault::Site {
                message: format!("“{}” and “{}” have the same number", a.path, b.path),
                help: "give one of them another number first".to_owned(),
            });
        }
        Ok(Self(parts))
    }

    /// The number that a position means.
    pub(super) fn number(&self, position: Position) -> Result<u32, ScaffoldFault> {
        let first = self.0.first().map_or(1, |part| part.number.min(1));
        let last = self.0.last().map_or(0, |part| part.number);
        let number = match position {
            Position::At(number) => number,
            Position::After(number) => number.saturating_add(1),
            Position::AfterSteps => {
                let step = self.0.iter().rfind(|part| part.is_step).map(|part| part.number);
                step.map_or_else(
                    || self.0.first().map_or(1, |part| part.number),
                    |number| number.saturating_add(1),
                )
            }
        };
        if number < first || number > last.saturating_add(1) {
            let message = format!("a new step cannot have the number {number} here");
            let help = format!(
                "the numbers go to {last}, so it can have any from {first} to {}",
                last.saturating_add(1)
            );
            return Err(ScaffoldFault::request(message, help));
        }
        Ok(number)
    }

    /// The renames that make a number free, the last file first, so that each goes to a name that is free already.
    ///
    /// Files after a gap can stay. So a change that was cut short is finished by asking for it again.
    pub(super) fn make_room(&self, number: u32) -> Vec<(SourcePath, SourcePath)> {
        let mut next = number;
        let mut renames = Vec::new();
        for part in self.0.iter().skip_while(|part| part.number < number) {
            if part.number != next {
                break;
            }
            next = next.saturating_add(1);
            renames.push((part.path.clone(), part.renumbered(next)));
        }
        renames.reverse();
        renames
    }

    /// The name of a new file: its number as wide as the others.
    pub(super) fn file_name(&self, number: u32, slug: &str) -> String {
        let width = self.0.iter().map(|part| part.width).max().unwrap_or(2);
        format!("{number:0width$}-{slug}.md")
    }

    /// The file whose address would be the same.
    pub(super) fn with_slug(&self, slug: &str) -> Option<&SourcePath> {
        self.0.iter().map(|part| &part.path).find(|path| slug_of_name(path.stem_and_ending().0) == slug)
    }
}

impl Part {
    fn of(source: &Source) -> Option<Self> {
        let stem = source.path.stem_and_ending().0;
        let number = Numbered::of(stem).number.filter(|_| source.path.is_markdown())?;
        let width = stem.bytes().take_while(u8::is_ascii_digit).count();
        Some(Self { path: source.path.clone(), number, width, is_step: is_step(&source.bytes) })
    }

    fn renumbered(&self, number: u32) -> SourcePath {
        let (name, width) = (self.path.name(), self.width);
        SourcePath::new(format!("{}/{number:0width$}{}", self.path.folder(), &name[width..]))
    }
}

/// Whether a file's head says nothing of another kind.
fn is_step(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    if lines.next().map(str::trim_end) != Some("---") {
        return true;
    }
    let kind = lines.take_while(|line| line.trim_end() != "---").find_map(|line| line.strip_prefix("kind:"));
    !kind.is_some_and(|kind| {
        let kind = kind.split(" #").next().unwrap_or_default().trim().trim_matches(['"', '\'']);
        matches!(kind, "closing" | "action")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(files: &[(&str, &str)]) -> Result<Order, ScaffoldFault> {
        let files = files
            .iter()
            .map(|(name, text)| Source::new(SourcePath::new(format!("content/g/{name}")), text.as_bytes()));
        Order::of(&Sources::new(files), "content/g")
    }

    fn renames(order: &Order, number: u32) -> Vec<String> {
        order.make_room(number).iter().map(|(from, to)| format!("{} {}", from.name(), to.name())).collect()
    }

    const CLOSING: &str = "---\ntitle: x\nkind: closing # the end\n---\n";
    const ACTION: &str = "\u{feff}---\r\nkind: \"action\"\r\n---\r\n";

    #[test]
    fn a_step_goes_before_the_end() {
        let order = order(&[
            ("01-a.md", "a"),
            ("02-b.md", "kind: closing"),
            ("03-c.md", CLOSING),
            ("04-d.md", ACTION),
        ])
        .unwrap();
        assert_eq!(order.number(Position::AfterSteps).unwrap(), 3);
        assert_eq!(renames(&order, 3), ["04-d.md 05-d.md", "03-c.md 04-c.md"]);
        assert_eq!(order.file_name(3, "new"), "03-new.md");
        assert_eq!(order.number(Position::After(0)).unwrap(), 1);
        assert_eq!(order.number(Position::At(5)).unwrap(), 5);
        assert!(order.number(Position::At(6)).is_err());
        assert!(order.number(Position::At(0)).is_err());
        assert!(order.number(Position::After(u32::MAX)).is_err());
    }

    #[test]
    fn numbers_keep_their_width() {
        let order =
            order(&[("1. one.md", ""), ("009_nine.MARKDOWN", ""), ("10-ten.md", ""), ("11-photo.jpg", "")])
                .unwrap();
        assert_eq!(renames(&order, 9), ["10-ten.md 11-ten.md", "009_nine.MARKDOWN 010_nine.MARKDOWN"]);
        assert_eq!(renames(&order, 1), ["1. one.md 2. one.md"], "the gap ends it");
        assert_eq!(renames(&order, 5), [""; 0]);
    }

    #[test]
    fn nine_becomes_ten() {
        let files: Vec<String> = (1..=9).map(|number| format!("{number}-x{number}.md")).collect();
        let order = order(&files.iter().map(|name| (name.as_str(), "")).collect::<Vec<_>>()).unwrap();
        assert_eq!(renames(&order, 8), ["9-x9.md 10-x9.md", "8-x8.md 9-x8.md"]);
    }

    #[test]
    fn an_empty_guide_begins_at_one() {
        let order = order(&[]).unwrap();
        assert_eq!(order.number(Position::AfterSteps).unwrap(), 1);
        assert_eq!(order.file_name(1, "a"), "01-a.md");
    }

    #[test]
    fn two_files_with_one_number() {
        let fault = order(&[("01-a.md", ""), ("1-b.md", "")]).unwrap_err();
        assert_eq!(fault.to_string(), "“content/g/01-a.md” and “content/g/1-b.md” have the same number");
    }
}
