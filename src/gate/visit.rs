//! Where a reader sees on its own site what a page embeds.

use crate::links::Remote;
use percent_encoding::percent_decode_str;

/// A page on the other site, and whether one goes there to watch or listen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Visit {
    /// Its address.
    pub(super) url: String,
    /// Whether it plays.
    pub(super) plays: bool,
}

/// The page for an embedded address: that of the video or song where the site is a known one, else the
/// address itself.
pub(super) fn visit(address: &str) -> Visit {
    let known = Remote::of(address).and_then(|remote| page(&remote));
    match known {
        Some(url) => Visit { url, plays: true },
        None => Visit { url: address.to_owned(), plays: false },
    }
}

fn page(remote: &Remote<'_>) -> Option<String> {
    let host = remote.host.strip_prefix("www.").unwrap_or(&remote.host);
    let path = remote.path();
    match host {
        "youtube.com" | "youtube-nocookie.com" | "m.youtube.com" => {
            let id = name(path.strip_prefix("/embed/")?)?;
            Some(if id == "videoseries" {
                format!("https://www.youtube.com/playlist?list={}", name(&query(remote, "list")?)?)
            } else {
                format!("https://www.youtube.com/watch?v={id}")
            })
        }
        "player.vimeo.com" => Some(format!("https://vimeo.com/{}", name(path.strip_prefix("/video/")?)?)),
        "dailymotion.com" => {
            Some(format!("https://www.dailymotion.com/video/{}", name(path.strip_prefix("/embed/video/")?)?))
        }
        "open.spotify.com" => Some(format!("https://open.spotify.com/{}", path.strip_prefix("/embed/")?)),
        "w.soundcloud.com" => {
            let url = query(remote, "url")?;
            url.starts_with("https://soundcloud.com/").then_some(url)
        }
        // PeerTube is the same on every host.
        host => Some(format!("https://{host}/w/{}", name(path.strip_prefix("/videos/embed/")?)?)),
    }
}

/// The first segment of a path, if it is a plain name.
fn name(path: &str) -> Option<&str> {
    let name = path.split('/').next()?;
    let is_plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    (!name.is_empty() && is_plain).then_some(name)
}

fn query(remote: &Remote<'_>, key: &str) -> Option<String> {
    let (_, query) = remote.rest.split_once('?')?;
    let query = query.split('#').next()?;
    let value = query.split('&').find_map(|pair| pair.strip_prefix(key)?.strip_prefix('='))?;
    Some(percent_decode_str(value).decode_utf8().ok()?.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_embeds() {
        for (address, url) in [
            ("https://www.youtube-nocookie.com/embed/aB-_1?rel=0", "https://www.youtube.com/watch?v=aB-_1"),
            (
                "https://www.youtube.com/embed/videoseries?list=PL1",
                "https://www.youtube.com/playlist?list=PL1",
            ),
            ("https://player.vimeo.com/video/76979871?h=8", "https://vimeo.com/76979871"),
            ("https://open.spotify.com/embed/track/1?x", "https://open.spotify.com/track/1"),
            (
                "https://w.soundcloud.com/player/?url=https%3A//soundcloud.com/a/b&x=1",
                "https://soundcloud.com/a/b",
            ),
            ("https://tube.example/videos/embed/1a-2b", "https://tube.example/w/1a-2b"),
        ] {
            assert_eq!(visit(address), Visit { url: url.to_owned(), plays: true }, "{address}");
        }
        let other = "https://maps.example/embed?x=1";
        assert_eq!(visit(other), Visit { url: other.to_owned(), plays: false });
    }
}
