//! Who is measured: this function and what people would use instead, each a command and a package.

use crate::certificate::Certificate;
use crate::launcher::Program;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use test_support::settings::DEFAULT_SETTINGS;

/// One of those who are measured.
#[derive(Debug, Clone)]
pub struct Contender {
    /// Its short name.
    pub name: String,
    /// What it is, for the table.
    pub title: String,
    /// Its package.
    pub package: Option<PathBuf>,
    /// Whether it calls Connect.
    pub calls: bool,
    system_roots: bool,
    command: Vec<String>,
    folder: PathBuf,
    environment: Vec<(String, String)>,
}

impl Contender {
    /// All that were built, from `target`: Cargo's target folder, with packages in its `bench`.
    pub fn all(target: &Path) -> Vec<Contender> {
        let (release, bench) = (target.join("release"), target.join("bench"));
        let text = |path: PathBuf| path.display().to_string();
        let binary = |name: &str, file: &str, title: &str| Contender {
            name: name.to_owned(),
            title: title.to_owned(),
            package: Some(bench.join(format!("{file}.zip"))),
            calls: name != "floor",
            system_roots: !matches!(name, "function" | "sdk-ring"),
            command: vec![text(release.join(file))],
            folder: release.clone(),
            environment: Vec::new(),
        };
        let python = Contender {
            command: ["python3", "-m", "awslambdaric", "handler.start"].map(str::to_owned).to_vec(),
            folder: bench.join("python"),
            environment: vec![
                ("PYTHONPATH".to_owned(), text(bench.join("python"))),
                ("_HANDLER".to_owned(), "handler.start".to_owned()),
            ],
            ..binary("python", "python", "Python, awslambdaric and boto3")
        };
        let node = Contender {
            command: vec!["node".to_owned(), "index.mjs".to_owned()],
            folder: bench.join("node/dist"),
            environment: vec![("NODE_NO_WARNINGS".to_owned(), "1".to_owned())],
            ..binary("node", "node", "Node, SDK v3 bundled")
        };
        vec![
            binary("floor", "floor", "bare `lambda_runtime`, no SDK (the floor)"),
            binary("function", "bootstrap", "**this function**"),
            binary("sdk-ring", "sdk-ring", "bare SDK call, ring, Amazon's roots"),
            binary("sdk-ring-system", "sdk-ring", "bare SDK call, ring, system roots"),
            binary("sdk-default", "sdk-default", "SDK as it comes (aws-lc, system roots)"),
            python,
            node,
        ]
    }

    /// Another build of the function: `NAME=PATH`, behind it `,system` for the system's roots, `,VARIABLE=VALUE`.
    pub fn also(spelt: &str) -> Option<Contender> {
        let mut parts = spelt.split(',');
        let (name, path) = parts.next()?.split_once('=')?;
        let mut contender = Contender {
            name: name.to_owned(),
            title: format!("this function, {name}"),
            package: None,
            calls: true,
            system_roots: false,
            command: vec![path.to_owned()],
            folder: Path::new(path).parent()?.to_owned(),
            environment: Vec::new(),
        };
        for part in parts {
            match part.split_once('=') {
                Some((name, value)) => contender.environment.push((name.to_owned(), value.to_owned())),
                None => contender.system_roots = part == "system",
            }
        }
        Some(contender)
    }

    /// How it is run: at `api`, to call the Connect at `connect`, with settings on top.
    pub fn program(&self, api: &str, connect: SocketAddr, trust: &Certificate, more: &[(&str, &str)]) -> Program {
        let few = trust.few.display().to_string();
        let own = |name| std::env::var(name).unwrap_or_default();
        let mut environment: BTreeMap<String, String> = [
            ("PATH", own("PATH")),
            ("HOME", own("HOME")),
            ("LANG", "en_US.UTF-8".to_owned()),
            ("TZ", ":UTC".to_owned()),
            ("AWS_LAMBDA_RUNTIME_API", api.to_owned()),
            ("AWS_LAMBDA_FUNCTION_NAME", "bench".to_owned()),
            ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST".to_owned()),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128".to_owned()),
            ("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/bench".to_owned()),
            ("AWS_LAMBDA_LOG_STREAM_NAME", "bench".to_owned()),
            ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand".to_owned()),
            ("LAMBDA_TASK_ROOT", self.folder.display().to_string()),
            ("AWS_REGION", "us-east-1".to_owned()),
            ("AWS_DEFAULT_REGION", "us-east-1".to_owned()),
            ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE".to_owned()),
            ("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".to_owned()),
            ("AWS_SESSION_TOKEN", "a-session".to_owned()),
            ("AWS_ENDPOINT_URL_CONNECT", format!("https://localhost:{}", connect.port())),
            ("RATE_PER_SECOND", "100000".to_owned()),
        ]
        .into_iter()
        .chain(DEFAULT_SETTINGS.map(|(name, value)| (name, value.to_owned())))
        .map(|(name, value)| (name.to_owned(), value))
        .chain(self.environment.clone())
        .collect();
        let native = matches!(self.name.as_str(), "python" | "node");
        let trust = match () {
            // Python and Node bring their own roots and take the authority on top, or the bundle they are given.
            () if native => vec![("AWS_CA_BUNDLE", few.clone()), ("NODE_EXTRA_CA_CERTS", few)],
            () if self.system_roots => vec![("SSL_CERT_FILE", trust.system.display().to_string())],
            () => vec![("AWS_CA_BUNDLE", few)],
        };
        let more = more.iter().map(|&(name, value)| (name, value.to_owned()));
        environment.extend(trust.into_iter().chain(more).map(|(name, value)| (name.to_owned(), value)));
        Program { command: self.command.clone(), folder: self.folder.clone(), environment }
    }
}
