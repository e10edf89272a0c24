//! `_headers` and `_redirects` as lists.

/// A rule of `_headers`: which paths, and the headers in their order.
pub(super) struct Headers<'t> {
    pub(super) paths: &'t str,
    pub(super) headers: Vec<(&'t str, &'t str)>,
}

/// A rule of `_redirects`.
pub(super) struct Moved<'t> {
    pub(super) from: &'t str,
    pub(super) to: &'t str,
    pub(super) status: u16,
    /// Whether the status ends in `!`.
    pub(super) is_forced: bool,
}

/// Lines that say something, without those that are too long for the host.
fn lines(text: &str, longest: usize) -> impl Iterator<Item = &str> {
    text.lines()
        .filter(move |line| !line.trim().is_empty() && !line.starts_with('#') && line.len() <= longest)
}

pub(super) fn headers(text: &str, longest: usize) -> Vec<Headers<'_>> {
    let mut rules: Vec<Headers> = Vec::new();
    for line in lines(text, longest) {
        if line.starts_with('/') {
            rules.push(Headers { paths: line.trim(), headers: Vec::new() });
        } else if let (Some((name, value)), Some(rule)) = (line.split_once(':'), rules.last_mut()) {
            rule.headers.push((name.trim(), value.trim()));
        }
    }
    rules
}

/// A line with anything but an address, another and a status says nothing.
pub(super) fn redirects(text: &str, longest: usize) -> Vec<Moved<'_>> {
    let rule = |line| {
        let mut words = str::split_whitespace(line);
        let (from, to, status) = (words.next()?, words.next()?, words.next()?);
        let number = status.strip_suffix('!').unwrap_or(status).parse().ok()?;
        let is_whole = words.next().is_none() && from.starts_with('/');
        is_whole.then_some(Moved { from, to, status: number, is_forced: status.ends_with('!') })
    };
    lines(text, longest).filter_map(rule).collect()
}
