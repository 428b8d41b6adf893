//! The steps from a pasted delivery to a verdict.

use super::Delivery;
use super::causes::variants;
use super::scheme_in_words::{in_words, place_in_words};
use super::secret_form::look_at_secret;
use super::signature_form::{look_at_form, look_for_header};
use super::steps::{Step, Steps};
use super::timestamp::look_at_age;
use crate::dev_server;
use crate::source_files::SourceFile;
use connect_outbound_chat::aws;
use connect_outbound_chat::sources::{Piece, Place, Scheme, Secrets, Signature, Unverified, Webhook, check};
use serde::Serialize;
use std::sync::Arc;
use time::OffsetDateTime;

/// The name under which the secret is handed to the library.
const SECRET_VARIABLE: &str = "SECRET_OF_THIS_DELIVERY";

/// What was found.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Diagnosis {
    is_genuine: bool,
    verdict: String,
    steps: Vec<Step>,
}

/// Checks a delivery to `source` with a secret.
///
/// # Errors
/// The source's file can't be read, or takes no webhooks.
pub(crate) async fn diagnose(
    source: &SourceFile,
    delivery: &Delivery,
    secret: &str,
    now: OffsetDateTime,
) -> Result<Diagnosis, String> {
    let checked = check(&source.name, &source.file, &source.text);
    let checked = checked.map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))?;
    let scheme = checked.source().scheme().ok_or("this source takes events only: nothing is posted to it")?.clone();
    let mut steps = Steps::default();
    steps.note("How this source checks", in_words(&scheme));
    if delivery.unreadable_lines > 0 {
        let lines = if delivery.unreadable_lines == 1 { "1 line" } else { "some lines" };
        steps.note(format!("{lines} of the headers could not be read"), "A header is written as Name: value.");
    }
    look_at_secret(&scheme, secret, &mut steps);
    let moment = look_at_scheme(&scheme, delivery, now, &mut steps);
    // A copy is always older than the delivery: the signature is checked as of its own time.
    let is_genuine = match verify(source, delivery, secret, moment.unwrap_or(now)).await {
        Ok(()) => {
            steps.ok(if matches!(scheme, Scheme::Signature(_)) {
                "The signature matches."
            } else {
                "The credentials match."
            });
            true
        }
        Err(reason) => {
            if steps.first_problem().is_none() {
                look_for_cause(source, &scheme, delivery, secret, moment.unwrap_or(now), &reason, &mut steps).await;
            }
            false
        }
    };
    let verdict = match (is_genuine, steps.first_problem()) {
        (true, None) => "Genuine: the function lets this delivery in.".to_owned(),
        (true, Some(problem)) => format!("The signature is right, but: {problem}"),
        (false, problem) => format!("Not genuine: {}", problem.unwrap_or("the signature doesn’t match.")),
    };
    Ok(Diagnosis { is_genuine, verdict, steps: steps.into_vec() })
}

/// The library's own verification, with this secret in place of the source's.
async fn verify(source: &SourceFile, delivery: &Delivery, secret: &str, now: OffsetDateTime) -> Result<(), String> {
    let checked = check(&source.name, &source.file, &source.text);
    let checked = checked.map_err(|_| "the source’s file has errors".to_owned())?.with_secret_in(SECRET_VARIABLE);
    let value = secret.to_owned();
    let environment = move |name: &str| match name {
        SECRET_VARIABLE => Some(value.clone()),
        name => dev_server::secret(name),
    };
    let secrets = Secrets::new(&aws::SdkConfig::builder().build(), Arc::new(environment));
    let (query, urls) = (delivery.query(), Vec::from_iter(delivery.url.as_deref()));
    let webhook = Webhook {
        method: &delivery.method,
        urls: &urls,
        headers: &delivery.headers,
        query: &query,
        body: &delivery.body,
    };
    match checked.source().verify(&webhook, &secrets, now).await {
        Ok(_) => Ok(()),
        Err(Unverified::Refused(reason)) => Err(reason),
        Err(Unverified::NotReadable(reason)) => Err(reason),
        // Whoever pastes a delivery here is the owner.
        Err(Unverified::Unable(failure)) => Err(failure.owner_detail()),
    }
}

async fn look_for_cause(
    source: &SourceFile,
    scheme: &Scheme,
    delivery: &Delivery,
    secret: &str,
    now: OffsetDateTime,
    reason: &str,
    steps: &mut Steps,
) {
    let covers_url = matches!(scheme, Scheme::Signature(signature) if signature.covers(&Piece::Url));
    for variant in variants(delivery, secret, covers_url) {
        if verify(source, &variant.delivery, &variant.secret, now).await.is_ok() {
            steps.problem(variant.title, variant.detail);
            return;
        }
    }
    let advice = match covers_url {
        true => {
            "Most often the URL differs from the one that the CRM called, or the secret is another one: compare both \
                 with the CRM’s settings."
        }
        false => {
            "Most often the secret is another one (of another webhook, or an old one), or the body isn’t exactly as it \
                  was sent."
        }
    };
    steps.problem("The credentials match nothing.", format!("{}. {advice}", capitalized(reason)));
}

/// Looks at headers, form, age and URL; the delivery's own time, if it has one.
fn look_at_scheme(
    scheme: &Scheme,
    delivery: &Delivery,
    now: OffsetDateTime,
    steps: &mut Steps,
) -> Option<OffsetDateTime> {
    match scheme {
        Scheme::Open => None,
        Scheme::Basic => {
            look_for_header(&["Authorization".to_owned()], delivery, steps);
            None
        }
        Scheme::Token(place, _) => {
            if let Place::Header(name) = place {
                look_for_header(std::slice::from_ref(name), delivery, steps);
            } else {
                steps.note("Where the token is", place_in_words(place));
            }
            None
        }
        Scheme::Signature(signature) => {
            if let Some(name) = look_for_header(&signature.headers, delivery, steps) {
                look_at_form(signature, name, delivery, steps);
            }
            if !signature.id_headers.is_empty() {
                look_for_header(&signature.id_headers, delivery, steps);
            }
            look_at_url(signature, delivery, steps);
            signature.timestamp.as_ref().and_then(|timestamp| look_at_age(timestamp, signature, delivery, now, steps))
        }
    }
}

fn look_at_url(signature: &Signature, delivery: &Delivery, steps: &mut Steps) {
    if !signature.covers(&Piece::Url) {
        return;
    }
    match &delivery.url {
        Some(url) => steps.note(
            format!("The signature covers the URL. Assumed: {url}"),
            "The deployed function takes PUBLIC_URL and the path that was called. If the CRM called another URL, write it \
             into the form.",
        ),
        None => steps.problem("The signature covers the URL, and none is known.", "Write the URL that the CRM called into the form."),
    }
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
