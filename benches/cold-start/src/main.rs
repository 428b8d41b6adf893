//! Runs functions as Lambda does, against a Connect on loopback, and measures them side by side.

mod allowance;
mod certificate;
mod clock;
mod connect;
mod contender;
mod figures;
mod launcher;
mod link;
mod measure;
mod options;
mod plot;
mod report;
mod runtime_api;
mod setting;
mod webhook;

use allowance::Allowance;
use certificate::Certificate;
use contender::Contender;
use measure::Bench;
use options::Options;
use report::{BatchRow, Report, Row, WebhookRow};
use std::error::Error;
use std::net::SocketAddr;
use std::time::Duration;

/// Amazon's roots, as the function has them built in.
const AMAZON_ROOTS: &str = include_str!("../../../src/aws/amazon-roots.pem");
/// What a chat takes Connect, in batches.
const CHAT: Duration = Duration::from_millis(50);
/// A link from one continent to the next.
const ROUND_TRIP: Duration = Duration::from_millis(40);

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    if arguments.next().as_deref() == Some("launch") {
        return Ok(launcher::run(arguments.next().map(Into::into))?);
    }
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(run(&Options::read(std::env::args())?))
}

async fn run(options: &Options) -> Result<(), Box<dyn Error>> {
    // The bench itself shall not wait for a busy machine's other work.
    let own = Allowance::new("bench");
    let _ = own.door().map(|door| std::fs::write(door, std::process::id().to_string()));
    let scratch = options.target.join("bench");
    std::fs::create_dir_all(&scratch)?;
    let certificate = Certificate::make(AMAZON_ROOTS, &scratch)?;
    let quick = connect::start(&certificate, Duration::ZERO).await?;
    let linked = link::start(quick, ROUND_TRIP).await?;
    let slow = connect::start(&certificate, CHAT).await?;
    let mut bench = Bench::new(certificate)?;

    let contenders = options.contenders();
    let mut rows: Vec<(Contender, Row)> = contenders.into_iter().map(|who| (who, Row::default())).collect();
    for round in 0..options.rounds {
        eprintln!("round {} of {}", round + 1, options.rounds);
        for index in in_turn(rows.len(), round) {
            let (who, row) = &mut rows[index];
            row.full.push(bench.cold(who, quick, 100, options.warm).await?);
            row.small.push(bench.cold(who, quick, 7, 0).await?);
            if round < options.links && who.calls {
                row.linked.push(bench.cold(who, linked, 100, 0).await?);
            }
        }
    }
    let batches = match rows.iter().find(|(who, _)| who.name == "function") {
        Some((who, _)) if options.batches => batches(&mut bench, who, slow).await?,
        _ => Vec::new(),
    };
    let mut webhooks = WebhookRow::default();
    if let Some((who, _)) = rows.iter().find(|(who, _)| who.name == "function").filter(|_| options.webhooks) {
        for _ in 0..options.rounds {
            webhooks.small.push(bench.webhooks(who, quick, 14, 0).await?);
            webhooks.full.push(bench.webhooks(who, quick, 100, options.warm).await?);
        }
    }
    let setting = setting::tell(bench.allowance.kind(), options.rounds);
    let report = Report { setting, rows, webhooks, batches };
    println!("{}", report.markdown());
    if let Some(folder) = &options.out {
        std::fs::create_dir_all(folder)?;
        std::fs::write(folder.join("results.md"), report.markdown())?;
        std::fs::write(folder.join("results.json"), format!("{:#}\n", report.json()))?;
        std::fs::write(folder.join("cold-start.svg"), plot::svg(&report))?;
    }
    Ok(())
}

async fn batches(bench: &mut Bench, who: &Contender, connect: SocketAddr) -> Result<Vec<BatchRow>, String> {
    let mut batches = Vec::new();
    for (rate, times, sizes) in [("100000", 5, &[10, 100, 1_000, 10_000][..]), ("50", 1, &[10, 100, 1_000])] {
        for &size in sizes {
            eprintln!("batches of {size} at {rate} a second");
            let mut runs = Vec::new();
            for _ in 0..times {
                runs.push(bench.batch(who, connect, size, rate).await?);
            }
            batches.push(BatchRow { size, rate, runs });
        }
    }
    Ok(batches)
}

/// A, B, C, then B, C, A: what drifts meets all alike, and none follows itself, with its pages still in the caches.
fn in_turn(count: usize, round: usize) -> Vec<usize> {
    (0..count).map(|index| (index + round) % count).collect()
}
