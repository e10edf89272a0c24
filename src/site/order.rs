//! The reading order: what the numbers of a guide's files say.

use crate::diagnostic::{Diagnostic, Place};
use crate::path::SourcePath;

/// Checks the numbers of a guide's files, sorted by number: each once, from 0 or 1, without a gap.
pub(super) fn check(files: &[(u32, &SourcePath)]) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    if let Some((first, path)) = files.first()
        && *first > 1
    {
        faults.push(gap(path, 1, *first, "nothing"));
    }
    for pair in files.windows(2) {
        let ((before, earlier), (number, later)) = (pair[0], pair[1]);
        if before == number {
            let message = format!("number {number} is taken twice: by “{}” and by this file", earlier.name());
            let help = format!(
                "give one of them another number, such as {}",
                files.last().map_or(0, |last| last.0 + 1)
            );
            faults.push(Diagnostic::error("number-twice", Place::whole(later), message).help(help));
        } else if number > before + 1 {
            faults.push(gap(later, before + 1, number, earlier.name()));
        }
    }
    faults
}

fn gap(path: &SourcePath, missing: u32, number: u32, before: &str) -> Diagnostic {
    let message = match number - missing {
        1 => format!("number {missing} is missing between {before} and this file"),
        _ => format!("numbers {missing} to {} are missing between {before} and this file", number - 1),
    };
    Diagnostic::error("number-missing", Place::whole(path), message)
        .help(format!("rename this file so that it begins with {missing:02}, or add the missing one"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(names: &[&str]) -> Vec<(String, String)> {
        let paths: Vec<SourcePath> =
            names.iter().map(|name| SourcePath::new(format!("content/g/{name}"))).collect();
        let files: Vec<(u32, &SourcePath)> =
            paths.iter().map(|path| (path.name()[..2].parse().unwrap(), path)).collect();
        check(&files).into_iter().map(|fault| (fault.place.file.name().to_owned(), fault.message)).collect()
    }

    #[test]
    fn in_order() {
        assert!(faults(&["01-a.md", "02-b.md"]).is_empty());
        assert!(faults(&["00-a.md", "01-b.md"]).is_empty());
    }

    #[test]
    fn twice_and_missing() {
        let found = faults(&["02-a.md", "02-b.md", "05-c.md"]);
        assert_eq!(found.len(), 3);
        assert_eq!(found[0], ("02-a.md".into(), "number 1 is missing between nothing and this file".into()));
        assert!(found[1].1.contains("“02-a.md”"));
        assert_eq!(
            found[2],
            ("05-c.md".into(), "numbers 3 to 4 are missing between 02-b.md and this file".into())
        );
    }
}
