//! The parser's complaints about the form of a text, translated.

use serde_yaml::granit_parser::ErrorKind;

use super::faults::quoted;

/// What to say about a fault.
pub(super) struct Fault {
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) help: String,
    /// Line and column, where they are known better than by the parser.
    pub(super) at: Option<(u64, u64)>,
    pub(super) length: u32,
}

impl Fault {
    pub(super) fn new(code: &'static str, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { code, message: message.into(), help: help.into(), at: None, length: 1 }
    }

    fn syntax(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::new("yaml-syntax", message, help)
    }
}

/// The line in which the parser stopped.
pub(super) struct Line<'a> {
    pub(super) number: u64,
    text: &'a str,
    /// The byte at which the parser stopped.
    at: usize,
    /// The line with content before it, and its number.
    above: Option<(u64, &'a str)>,
}

impl<'a> Line<'a> {
    pub(super) fn new(source: &'a str, number: u64, column: u64) -> Self {
        let index = usize::try_from(number.max(1) - 1).unwrap_or(usize::MAX);
        let text = source.lines().nth(index).unwrap_or_default();
        let column = usize::try_from(column.max(1) - 1).unwrap_or(usize::MAX);
        let at = text.char_indices().nth(column).map_or(text.len(), |(at, _)| at);
        let has_content = |line: &str| !matches!(line.trim_start().chars().next(), None | Some('#'));
        let above = (1..).zip(source.lines().take(index)).filter(|(_, line)| has_content(line)).last();
        Self { number, text, at, above }
    }

    /// What stands before the place.
    pub(super) fn before(&self) -> &'a str {
        &self.text[..self.at]
    }

    fn indent(text: &str) -> usize {
        text.len() - text.trim_start_matches(' ').len()
    }

    /// The help that proposes the line's own value in quotes, after a sentence.
    pub(super) fn in_quotes(&self, why: &str) -> String {
        match self.with_quotes() {
            Some(line) => format!("{why}: {line}"),
            None => why.to_owned(),
        }
    }

    /// `key: "value"`, if the line has both and is short.
    fn with_quotes(&self) -> Option<String> {
        const LONGEST: usize = 100;
        let line = self.text.trim();
        let (key, value) = match line.split_once(": ") {
            Some((key, value)) if !key.contains(['"', '\'']) => (format!("{key}: "), value.trim()),
            _ => ("- ".to_owned(), line.strip_prefix("- ")?.trim()),
        };
        if value.is_empty() || line.len() > LONGEST {
            return None;
        }
        let inner = match value.chars().next()? {
            quote @ ('"' | '\'') => {
                let inner = &value[1..];
                inner.strip_suffix(quote).unwrap_or(inner).replace("''", "'")
            }
            _ => value.to_owned(),
        };
        let (quote, inner) =
            if inner.contains(['"', '\\']) { ('\'', inner.replace('\'', "''")) } else { ('"', inner) };
        Some(format!("{key}{quote}{inner}{quote}"))
    }
}

/// The fault of a text whose form the parser does not accept.
pub(super) fn explain(kind: &ErrorKind, line: &Line<'_>) -> Fault {
    use ErrorKind as Kind;
    match kind {
        Kind::MappingValueNotAllowed | Kind::InvalidColonPlacement => colon(line),
        Kind::UnclosedQuotedScalar | Kind::DocumentIndicatorInQuotedScalar | Kind::InvalidQuotedScalarIndent => {
            unclosed_quote(line)
        }
        Kind::InvalidTrailingSingleQuotedScalar => Fault::syntax(
            "the text goes on after its closing quote",
            line.in_quotes("an apostrophe inside single quotes is written twice (''), or put double quotes around it all"),
        ),
        Kind::InvalidTrailingDoubleQuotedScalar => Fault::syntax(
            "the text goes on after its closing quote",
            line.in_quotes("a quote inside double quotes is written \\\", or put single quotes around it all"),
        ),
        Kind::TabInBlockIndentation
        | Kind::TabInIndentation
        | Kind::TabNotAllowed
        | Kind::TabAtBlockScalarStart
        | Kind::TabInPlainScalar => tab(line),
        Kind::UnexpectedCharacter { character } => special_start(line, *character),
        Kind::PlainScalarStartsWithDashFlowIndicator => special_start(line, '-'),
        Kind::ExpectedBlockMappingKey => no_key(line),
        Kind::SimpleKeyExpected | Kind::InvalidSimpleKey => missing_colon(line.number, line.text),
        Kind::BlockSequenceEntryNotAllowed | Kind::BlockEntryInFlowCollection => Fault::syntax(
            "a list cannot begin here",
            line.in_quotes("begin each item on its own line with “- ”, or put a text that begins with a hyphen in quotes"),
        ),
        Kind::ExpectedBlockSequenceEntry => Fault::syntax(
            "this line does not begin with a hyphen, as the other items of the list do",
            "begin it with “- ”, or indent it further if it belongs to the item above",
        ),
        Kind::CommentInterceptedScalar => Fault::syntax(
            "the text goes on in the next line, but a comment (#) cuts it off here",
            "put the text in quotes, or remove the comment",
        ),
        _ => brackets(kind).or_else(|| details(kind, line)).unwrap_or_else(|| unknown(&kind.to_string())),
    }
}

/// The rarer ones.
fn details(kind: &ErrorKind, line: &Line<'_>) -> Option<Fault> {
    use ErrorKind as Kind;
    Some(match kind {
        Kind::InvalidBlockScalarHeader | Kind::ZeroBlockScalarIndent => Fault::syntax(
            "nothing can follow | or > in its line",
            line.in_quotes("begin the text in the next line, indented, or put it in quotes"),
        ),
        Kind::UnknownQuotedScalarEscape
        | Kind::InvalidQuotedScalarHexEscape
        | Kind::InvalidLowSurrogateHexEscape
        | Kind::InvalidLowSurrogate
        | Kind::MissingLowSurrogate
        | Kind::UnpairedLowSurrogate
        | Kind::InvalidUnicodeEscape => Fault::syntax(
            "a backslash inside double quotes begins a code, and this one is none",
            "write \\\\ for a backslash, or use single quotes",
        ),
        Kind::InvalidIndentation | Kind::InvalidBlockScalarIndent | Kind::InvalidFlowScalarIndent => {
            Fault::syntax(
                "this line is not indented as its neighbours are",
                "indent lines that belong together by the same number of spaces",
            )
        }
        Kind::ExpectedTagBang
        | Kind::InvalidTagTerminator
        | Kind::MissingTagUri
        | Kind::UndeclaredTagHandle
        | Kind::UnclosedVerbatimTag => special_start(line, '!'),
        Kind::MissingAnchorOrAliasName => special_start(line, '&'),
        Kind::RecursionLimitExceeded => Fault::new(
            "yaml-limit",
            "lists and maps stand in each other too deeply here",
            "write them flatter; a text that begins with [ or { has to be in quotes",
        ),
        _ => return None,
    })
}

fn brackets(kind: &ErrorKind) -> Option<Fault> {
    use ErrorKind as Kind;
    let help = "close it, or put the text in quotes if its brackets belong to it";
    let message = match kind {
        Kind::ExpectedFlowSequenceSeparator | Kind::UnexpectedEofFlowSequence => {
            "a list in square brackets is not closed: a comma or ] is missing before this".to_owned()
        }
        Kind::ExpectedFlowMappingSeparator
        | Kind::UnexpectedEofFlowMapping
        | Kind::UnexpectedEofImplicitFlowMapping => {
            "a map in braces is not closed: a comma or } is missing before this".to_owned()
        }
        Kind::UnclosedFlowCollection { open } => format!("a bracket “{open}” is never closed"),
        Kind::MismatchedFlowCollectionEnd { open, close } => {
            format!("a bracket “{open}” is closed by “{close}”")
        }
        Kind::MisplacedFlowCollectionEnd => "this bracket closes nothing".to_owned(),
        _ => return None,
    };
    Some(Fault::syntax(message, help))
}

/// A colon where none can be: within a text, or because the line before has none or holds a value already.
fn colon(line: &Line<'_>) -> Fault {
    if line.before().contains(": ") {
        return Fault::syntax(
            "this text holds a colon followed by a space, which begins a value",
            line.in_quotes("put the text in quotes"),
        );
    }
    let Some((number, above)) = line.above else {
        return Fault::syntax("a colon cannot stand here", line.in_quotes("put the text in quotes"));
    };
    let has_colon = above.contains(": ") || above.trim_end().ends_with(':');
    if above.matches(['[', '{']).count() > above.matches([']', '}']).count() {
        let mut fault = Fault::syntax(
            "a bracket is opened in this line and not closed before the next key",
            "close it, or put the text in quotes if its brackets belong to it",
        );
        let open = above.rfind(['[', '{']).unwrap_or_default();
        fault.at = Some((number, 1 + above[..open].chars().count() as u64));
        return fault;
    }
    if !has_colon && !above.trim_start().starts_with("- ") {
        return missing_colon(number, above);
    }
    let mut fault = Fault::syntax(
        "this line is indented further than the one above it, which has a value already",
        "give lines that belong together the same number of spaces at their start",
    );
    fault.at = Some((line.number, 1 + Line::indent(line.text) as u64));
    fault
}

/// A line that should be a key with a value.
fn missing_colon(number: u64, text: &str) -> Fault {
    let words = text.trim();
    let help = match words.split_once(char::is_whitespace) {
        Some((key, value)) => format!("put a colon and a space after the key: {key}: {}", value.trim()),
        None => format!("put a colon and a value after the key: {words}: …"),
    };
    let help = if words.len() > 100 { "put a colon and a space after the key".to_owned() } else { help };
    let mut fault = Fault::syntax(format!("a colon is missing in {}", quoted(words)), help);
    fault.at = Some((number, 1 + Line::indent(text) as u64));
    fault.length = u32::try_from(words.chars().count()).unwrap_or(u32::MAX).max(1);
    fault
}

fn unclosed_quote(line: &Line<'_>) -> Fault {
    let help = line.in_quotes("put the same quote at the end of the text");
    Fault::syntax("this quote is never closed", help)
}

/// The parser may stop after the tab or at the text that follows.
fn tab(line: &Line<'_>) -> Fault {
    let mut fault = Fault::syntax("a tab cannot indent a line", "put spaces in its place");
    let blank = line.text.len() - line.text.trim_start().len();
    if let Some(at) = line.text[..blank].find('\t') {
        fault.at = Some((line.number, 1 + at as u64));
    } else {
        "a tab cannot stand here".clone_into(&mut fault.message);
    }
    fault
}

/// A key or the end of the map was expected, and something else stands there.
fn no_key(line: &Line<'_>) -> Fault {
    let before = line.before().trim();
    if before.is_empty() || before == "-" {
        return Fault::syntax(
            "this line is neither a key with a colon nor part of the value above",
            "write “key: value”, and indent lines that belong together by the same number of spaces",
        );
    }
    Fault::syntax("this cannot follow the value before it", line.in_quotes("put the whole text in quotes"))
}

/// A character that means something to YAML at the start of a text.
pub(super) fn special_start(line: &Line<'_>, char: char) -> Fault {
    if char.is_control() || char == '\u{feff}' {
        let message = format!("this text holds the invisible character U+{:04X}", u32::from(char));
        let mut fault = Fault::new("control-character", message, "remove it");
        if let Some(further) = line.text[line.at..].find(char) {
            fault.at = Some((line.number, 1 + line.text[..line.at + further].chars().count() as u64));
        }
        return fault;
    }
    Fault::syntax(format!("a text cannot begin with “{char}”"), line.in_quotes("put it in quotes"))
}

/// What has no translation.
pub(super) fn unknown(message: &str) -> Fault {
    Fault::syntax(
        format!("this cannot be read as YAML ({message})"),
        "indent with spaces, put a space after each colon, and put texts with special characters in quotes",
    )
}
