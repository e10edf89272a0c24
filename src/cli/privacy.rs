//! The audit of privacy, told.

use std::collections::BTreeSet;

use super::arguments::Format;
use super::build::count;
use super::columns::columns;
use super::console::{Console, answer};
use super::json;
use crate::facts::Decision;
use crate::pipeline::Finding;

/// Prints all that would make a reader's browser call another host; says so, if nothing would.
pub(super) fn tell(findings: &[Finding], console: &Console) {
    match console.format {
        Format::Human => lines(findings).iter().for_each(answer),
        Format::Json => {
            for finding in findings {
                answer(json::finding(finding));
            }
            answer(json::audit(findings.len(), hosts(findings)));
        }
    }
}

fn hosts(findings: &[Finding]) -> usize {
    findings.iter().map(|finding| &finding.host).collect::<BTreeSet<_>>().len()
}

fn lines(findings: &[Finding]) -> Vec<String> {
    if findings.is_empty() {
        return vec!["Nothing on this site calls another host.".to_owned()];
    }
    let cells: Vec<[String; 5]> = findings.iter().map(cells).collect();
    let head = ["HOST", "WHAT LOADS IT", "WHERE", "PURPOSE", "DECISION"];
    let rows: Vec<[&str; 5]> = std::iter::once(head)
        .chain(cells.iter().map(|row| std::array::from_fn(|column| row[column].as_str())))
        .collect();
    let mut lines = columns(&rows);
    lines.push(format!("{}, {}", count(hosts(findings), "host"), count(findings.len(), "place")));
    lines
}

fn cells(finding: &Finding) -> [String; 5] {
    let Finding { host, element, attribute, place, service, purpose, decision, pages } = finding;
    let what =
        if attribute == "text" { format!("text of {element}") } else { format!("{element} {attribute}") };
    let pages = match pages.len() {
        0 | 1 => String::new(),
        number => format!(" ({number} pages)"),
    };
    let purpose = match (purpose.as_str(), service.as_str()) {
        ("", _) => "none".to_owned(),
        (purpose, "") => format!("{purpose} (undeclared)"),
        (purpose, service) => format!("{purpose} ({service})"),
    };
    let decision = match decision {
        Decision::Gated => "waits for consent",
        Decision::Removed => "taken out",
        Decision::Refused => "refused: an error",
        Decision::Listed => "calls nobody until it is sent; listed",
    };
    let place = format!("{}:{}:{}{pages}", place.file, place.line, place.column);
    [host.clone(), what, place, purpose, decision.to_owned()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Place;
    use crate::path::{SourcePath, Url};

    #[test]
    fn each_finding_is_a_line_and_none_is_said() {
        assert_eq!(lines(&[]), ["Nothing on this site calls another host."]);
        let place = Place { file: SourcePath::new("content/a.md"), line: 3, column: 7, length: 2 };
        let gated = Finding {
            host: "tube.example".to_owned(),
            element: "iframe".to_owned(),
            attribute: "src".to_owned(),
            place,
            service: "tube".to_owned(),
            purpose: "media".to_owned(),
            decision: Decision::Gated,
            pages: ["/a/", "/all/"].map(Url::new).into(),
        };
        let removed = Finding {
            host: "e.com".to_owned(),
            element: "link".to_owned(),
            attribute: "href".to_owned(),
            service: String::new(),
            purpose: String::new(),
            decision: Decision::Removed,
            pages: [Url::new("/a/")].into(),
            ..gated.clone()
        };
        assert_eq!(
            lines(&[gated, removed]),
            [
                "HOST          WHAT LOADS IT  WHERE                       PURPOSE       DECISION",
                "tube.example  iframe src     content/a.md:3:7 (2 pages)  media (tube)  waits for consent",
                "e.com         link href      content/a.md:3:7            none          taken out",
                "2 hosts, 2 places",
            ]
        );
    }
}
