//! Where a site is brought, and how.

/// A place where `deploy` brings the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// The author's name for it.
    pub name: String,
    /// How to get there.
    pub way: Way,
    /// Paths there, or folders that end in `/`, that are neither replaced nor removed.
    pub keep: Vec<String>,
}

/// How a site gets to a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// Into a folder, seen from the site's.
    Folder(String),
    /// Into an archive, seen from the site's folder.
    Zip(String),
    /// Onto a branch of a repository.
    Git {
        /// A URL, a path, or the name of a remote of the repository that holds the site.
        remote: String,
        /// The branch.
        branch: String,
    },
    /// To a server, through the user's `ssh`.
    Ssh {
        /// The server.
        server: Server,
        /// The folder there that holds the releases.
        folder: String,
        /// The symbolic link that the web server reads, seen from that folder.
        link: String,
        /// How many releases stay there.
        releases: usize,
    },
    /// Into a bucket of S3, or of a service that speaks its language.
    S3(Bucket),
    /// To a site of Netlify, by its id or its name.
    Netlify(String),
    /// With a program of the user's.
    Command {
        /// Its name or path.
        program: String,
        /// What it is called with.
        arguments: Vec<String>,
    },
}

impl Way {
    /// The word before the colon in `to`.
    pub fn scheme(&self) -> &'static str {
        match self {
            Self::Folder(_) => "file",
            Self::Zip(_) => "zip",
            Self::Git { .. } => "git",
            Self::Ssh { .. } => "ssh",
            Self::S3(_) => "s3",
            Self::Netlify(_) => "netlify",
            Self::Command { .. } => "command",
        }
    }
}

/// A server that `ssh` reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// Its name, its address, or the name of an entry in the user's `~/.ssh/config`, with `user@` before it perhaps.
    pub host: String,
    /// The port, where it is not the one that `ssh` takes by itself.
    pub port: Option<u16>,
}

/// A bucket, and the place in it.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Bucket {
    /// Its name.
    pub name: String,
    /// What all paths begin with: empty, or with a slash at its end.
    pub prefix: String,
    /// The address of the service, where it is not Amazon's.
    pub endpoint: Option<String>,
    /// The region.
    pub region: Option<String>,
    /// The profile in the user's `~/.aws` whose credentials are meant.
    pub profile: Option<String>,
}
