//! Who called, as the gateway authenticated it: what stays the same when the same caller tries again.
//!
//! An `Idempotency-Key` is unique for its caller alone: two callers may both count from 1.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html>,
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html>

use super::request_context::RequestContext;
use crate::json::Members;

/// The caller's lasting ids, in order; none if the gateway authenticated nobody.
pub fn ids(context: &RequestContext<'_>) -> Vec<String> {
    let (authorizer, identity) = (context.authorizer(), context.identity());
    let iam = authorizer.object("iam");
    let found = [
        iam_ids(&iam, "userId"),
        iam_ids(&identity, "user"),
        jwt_ids(&authorizer.object("jwt").object("claims")),
        jwt_ids(&authorizer.object("claims")),
        texts(&authorizer, &["principalId"]),
        texts(&authorizer.object("lambda"), &["principalId"]),
        // Last: one key of a usage plan may be that of many callers.
        texts(&identity, &["apiKeyId"]),
    ];
    found.into_iter().find(|ids| !ids.is_empty()).unwrap_or_default()
}

/// The account and the user: of a role's session (`AROAEXAMPLE:session-1`), the role.
fn iam_ids(identity: &Members<'_>, user: &str) -> Vec<String> {
    let Some(user) = identity.text(user).filter(|user| !user.is_empty()) else { return Vec::new() };
    let mut ids = texts(identity, &["accountId"]);
    ids.push(user.split(':').next().unwrap_or_default().to_owned());
    ids
}

/// The issuer and whom it speaks of.
fn jwt_ids(claims: &Members<'_>) -> Vec<String> {
    let subject = [texts(claims, &["sub"]), texts(claims, &["client_id"])].into_iter().find(|ids| !ids.is_empty());
    subject.map(|subject| texts(claims, &["iss"]).into_iter().chain(subject).collect()).unwrap_or_default()
}

fn texts(members: &Members<'_>, names: &[&str]) -> Vec<String> {
    let texts = names.iter().filter_map(|name| members.text(name)).filter(|text| !text.is_empty());
    texts.map(|text| text.into_owned()).collect()
}
