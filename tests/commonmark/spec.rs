//! The examples in the text of the specification.

use std::path::Path;

/// One example.
pub(crate) struct Example {
    /// Its number in the published specification.
    pub(crate) number: usize,
    pub(crate) markdown: String,
    pub(crate) html: String,
}

/// Reads all examples.
#[expect(clippy::disallowed_methods, reason = "the specification lies on the disk")]
pub(crate) fn examples() -> Vec<Example> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/web/node_modules/commonmark-spec/spec.txt");
    let text = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        !text.is_empty(),
        "the specification is not at {}: run ./tests/run, or (cd tests/web && npm ci --ignore-scripts)",
        path.display()
    );
    let text = text.split("<!-- END TESTS -->").next().unwrap_or_default();
    let fence = "`".repeat(32);
    let start = format!("{fence} example");
    let mut examples = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line != start {
            continue;
        }
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != fence).collect();
        let dot = block
            .iter()
            .position(|line| *line == ".")
            .expect("an example has a dot between Markdown and HTML");
        let joined = |lines: &[&str]| (lines.join("\n") + "\n").replace('→', "\t");
        examples.push(Example {
            number: examples.len() + 1,
            markdown: joined(&block[..dot]),
            html: joined(&block[dot + 1..]),
        });
    }
    examples
}
