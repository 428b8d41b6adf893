//! HTTP requests, from three gateways: routes, bodies, responses, problem documents.
//!
//! Problems: [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457). `Prefer`: [RFC 7240](https://www.rfc-editor.org/rfc/rfc7240).
//! `Idempotency-Key`: <https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/>

mod alb;
mod api_gateway_v1;
mod api_gateway_v2;
mod body;
mod caller;
mod document;
mod openapi;
mod problem;
mod request;
mod request_context;
mod response;
mod route;
mod webhook;
mod webhook_response;

use super::nested::Carrier;
use super::{EventKind, RawEvent};
use crate::context::Context;
use crate::dispatch::{Delivery, Job, JobResult};
use crate::invocation::Invocation;
use crate::outcome::Failure;
use crate::response::{Fault, Response};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use request::HttpRequest;
use request_context::RequestContext;
use response::HttpResponse;
use route::Route;
use tokio::time::Instant;

/// How many request documents one HTTP request may hold.
const MAX_REQUESTS: usize = 25;

/// An HTTP request and the gateway that brought it.
pub struct Http {
    gateway: Gateway,
    request: HttpRequest,
    route: Result<Route, Failure>,
}

/// What brings HTTP requests to a Lambda function.
enum Gateway {
    Alb(alb::Headers),
    ApiGatewayV1,
    ApiGatewayV2,
}

impl<'e> EventKind<'e> for Http {
    fn parse(RawEvent { members, .. }: &RawEvent<'e>) -> Option<Http> {
        let context = RequestContext::from_event(members)?;
        let (gateway, request) = if context.is_of_load_balancer() {
            (Gateway::Alb(alb::Headers::from(members)), alb::parse(members))
        } else if let Some(http) = context.http() {
            (Gateway::ApiGatewayV2, api_gateway_v2::parse(members, &context, &http))
        } else if api_gateway_v1::detect(members, &context) {
            (Gateway::ApiGatewayV1, api_gateway_v1::parse(members, &context))
        } else {
            return None;
        };
        let route = Route::find(&request);
        Some(Http { gateway, request, route })
    }

    fn sender(&self) -> &'static str {
        match self.gateway {
            Gateway::Alb(_) => "ALB",
            Gateway::ApiGatewayV1 => "RestApi",
            Gateway::ApiGatewayV2 => "HttpApi",
        }
    }

    fn correlation_id(&self) -> Option<&str> {
        self.request.id.as_deref()
    }

    fn jobs<'a>(&'a self, context: Context<'a>) -> BoxFuture<'a, Vec<Job>> {
        async move {
            let job = match &self.route {
                Ok(Route::OutboundChats) => document::job(&self.request, context),
                Ok(Route::Source(name)) => webhook::job(&self.request, name, context).await,
                Ok(Route::OpenApi | Route::OpenApiExists | Route::SourceExists(_)) => return Vec::new(),
                Err(failure) => Err(failure.clone()),
            };
            vec![job.unwrap_or_else(Job::failed)]
        }
        .boxed()
    }

    fn nested_job(&self, _: &Carrier, _: Context<'_>) -> Option<Job> {
        None
    }

    /// Webhooks wait in the queue if there is one, others where they prefer it.
    fn delivery(&self, context: Context<'_>) -> Delivery {
        let is_webhook = matches!(self.route, Ok(Route::Source(_)));
        match context.app.settings.queue_url.is_some() && (is_webhook || self.request.prefers_async()) {
            true => Delivery::Queued,
            false => Delivery::Now,
        }
    }

    fn deadline(&self, invocation: &Invocation) -> Instant {
        invocation.answers_by(MAX_REQUESTS)
    }

    fn respond(&self, results: &[JobResult], context: Context<'_>) -> Result<Response, Fault> {
        let response = answer(&self.request, &self.route, results, context);
        Ok(match &self.gateway {
            Gateway::Alb(headers) => alb::respond(response, headers),
            Gateway::ApiGatewayV1 => api_gateway_v1::respond(response),
            Gateway::ApiGatewayV2 => api_gateway_v2::respond(response),
        })
    }
}

/// The response to `request`, of whose jobs `results` came.
fn answer(
    request: &HttpRequest,
    route: &Result<Route, Failure>,
    results: &[JobResult],
    context: Context<'_>,
) -> HttpResponse {
    match route {
        Ok(Route::OpenApi) => {
            let description = openapi::description(&context.app.settings.defaults);
            return HttpResponse::text(200, "application/json", description);
        }
        Ok(Route::OpenApiExists) => return HttpResponse::text(200, "application/json", String::new()),
        Ok(Route::SourceExists(name)) if context.app.sources.named(name).is_some() => {
            return HttpResponse::no_content();
        }
        Ok(Route::SourceExists(_)) => return HttpResponse::problem(&Failure::UnknownSource.into(), context),
        Ok(Route::OutboundChats | Route::Source(_)) | Err(_) => {}
    }
    let Some(result) = results.first() else { return HttpResponse::problem(&Failure::NotFound.into(), context) };
    if let Ok(Route::Source(name)) = route
        && let Some(source) = context.app.sources.named(name)
    {
        return webhook_response::respond(source, request, result, context);
    }
    match result {
        JobResult::Many(outcomes) => HttpResponse::many(outcomes, context),
        JobResult::One(outcome) => HttpResponse::one(request, outcome, context),
    }
}
