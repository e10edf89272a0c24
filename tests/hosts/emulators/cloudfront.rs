//! Amazon `CloudFront` in front of a bucket: our function runs in node, and what it lets pass is looked up.
//!
//! Sources: docs.aws.amazon.com/AmazonCloudFront, “`CloudFront` Functions event structure” (`uri` is as it was asked for, the query
//! stands apart), “Quotas”, “Understand response headers policies”, “Configure error response behavior”.

use std::cell::RefCell;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

use super::{
    Built, Emulator, FOR_ALL, FOR_ALL_IN_FOLDER, LITERAL, Tree, assert_kept, host, name, passed_on, redirect,
    set,
};

/// Reads events, a line each, and writes what the function makes of them.
const RUN: &str = "require('readline').createInterface({ input: process.stdin }).on('line', (line) => \
                   console.log(JSON.stringify(handler(JSON.parse(line)))));";

/// A function that runs; it ends with its input.
struct Function {
    child: Child,
    answers: BufReader<ChildStdout>,
}

impl Function {
    fn start(text: &str) -> Self {
        assert!(text.len() <= 10 * 1024);
        let mut command = Command::new("node");
        command.arg("-e").arg(format!("{text}\n{RUN}")).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap_or_else(|error| panic!("node: {error}"));
        let answers = BufReader::new(child.stdout.take().unwrap());
        Self { child, answers }
    }

    /// A request that goes on to the bucket, or an answer.
    fn call(&mut self, uri: &str) -> Value {
        let event = json!({
            "version": "1.0", "context": { "eventType": "viewer-request" },
            "request": { "method": "GET", "uri": uri, "querystring": {}, "headers": {}, "cookies": {} },
        });
        writeln!(self.child.stdin.as_mut().unwrap(), "{event}").unwrap();
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{uri}: {error}: {line}"))
    }
}

impl Drop for Function {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn cloudfront(built: &Built) -> Emulator<'_> {
    let read = |name: &str| fs::read_to_string(built.beside("cloudfront").join(name)).unwrap();
    let function = RefCell::new(Function::start(&read("function.js")));
    let headers = headers(&serde_json::from_str(&read("response-headers-policy.json")).unwrap());
    let tree = Tree::of(built);
    Box::new(move |path| {
        let said = function.borrow_mut().call(path);
        if let Some(status) = said["statusCode"].as_u64() {
            let to = said["headers"]["location"]["value"].as_str().unwrap();
            return redirect(u16::try_from(status).unwrap(), to);
        }
        let mut answer = match tree.file(&name(said["uri"].as_str().unwrap())) {
            Some(file) => tree.answer(200, file),
            None => tree.answer(404, "404.html"),
        };
        for (name, value) in &headers {
            set(&mut answer, name, value);
        }
        answer
    })
}

/// The headers that a policy stands for.
fn headers(policy: &Value) -> Vec<(String, String)> {
    let security = &policy["SecurityHeadersConfig"];
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let transport = &security["StrictTransportSecurity"];
    assert_eq!((&transport["IncludeSubdomains"], &transport["Preload"]), (&false.into(), &false.into()));
    let mut headers = vec![
        (
            "content-security-policy".to_owned(),
            text(&security["ContentSecurityPolicy"]["ContentSecurityPolicy"]),
        ),
        ("x-content-type-options".to_owned(), "nosniff".to_owned()),
        ("referrer-policy".to_owned(), text(&security["ReferrerPolicy"]["ReferrerPolicy"])),
        ("strict-transport-security".to_owned(), format!("max-age={}", transport["AccessControlMaxAgeSec"])),
    ];
    let custom = &policy["CustomHeadersConfig"];
    let items = custom["Items"].as_array().unwrap();
    assert_eq!(custom["Quantity"], items.len());
    headers.extend(items.iter().map(|item| (text(&item["Header"]), text(&item["Value"]))));
    headers
}

/// Cache rules stand at the objects; deploying puts them there.
const AT_OBJECTS: [&str; 1] = ["caching"];

#[test]
fn cloudfront_serves_a_domain_of_its_own() {
    let built = &FOR_ALL;
    assert_kept(&host("cloudfront", built, cloudfront(built)), &[&AT_OBJECTS, &LITERAL]);
}

#[test]
fn cloudfront_serves_a_folder_that_another_host_passes_on() {
    let built = &FOR_ALL_IN_FOLDER;
    assert_kept(
        &host("cloudfront", built, passed_on(built, cloudfront(built))),
        &[&AT_OBJECTS, &LITERAL, &["slashes", "arriving"]],
    );
}
