//! The simulated account behind one lock: a request in, a response out. It never waits.

mod contacts;

use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::http::StatusCode;
use serde_json::json;
use tokio::sync::broadcast;

use crate::event_bus::{EntryFault, PutEvents};
use crate::operation::Operation;
use crate::refusal::Refusal;
use crate::request::Request;
use crate::response::Response;
use crate::scheduler::{Firing, ListSchedules, NewSchedule, group_of_request};
use crate::service::Service;
use crate::state::State;
use crate::{Call, Contact, Fault, Options, Schedule, Timestamp, authorization};

/// Calls and firings that a slow subscriber may lag behind.
const LAG: usize = 1024;

/// The simulated account.
pub(crate) struct Simulation {
    pub(crate) options: Options,
    pub(crate) called: broadcast::Sender<Call>,
    pub(crate) fired: broadcast::Sender<Firing>,
    state: Mutex<State>,
}

impl Simulation {
    pub(crate) fn new(options: Options) -> Self {
        let state = Mutex::new(State::new(&options));
        Self { options, called: broadcast::Sender::new(LAG), fired: broadcast::Sender::new(LAG), state }
    }

    /// Answers a request and records it.
    pub(crate) fn respond(&self, request: &Request) -> Response {
        let at = self.options.clock.now();
        let operation = Operation::from_request(request);
        let service = service(operation.as_ref(), request);
        let response = self.decide(operation.as_ref(), service, request, at);
        let response = response.unwrap_or_else(|refusal| Response::error(service, refusal));
        self.record(operation.as_ref(), request, at, &response);
        response
    }

    /// Refuses a request that couldn't be read, and records it.
    pub(crate) fn refuse(&self, request: &Request, refusal: Refusal) -> Response {
        let operation = Operation::from_request(request);
        let response = Response::error(service(operation.as_ref(), request), refusal);
        self.record(operation.as_ref(), request, self.options.clock.now(), &response);
        response
    }

    fn record(&self, operation: Option<&Operation>, request: &Request, at: Timestamp, response: &Response) {
        let call = Call {
            at,
            operation: operation.map(|operation| operation.name().to_owned()),
            method: request.method.to_string(),
            path: request.path.clone(),
            headers: request.headers_without_credentials(),
            body: request.body_as_json(),
            status: response.recorded_status(),
            error: response.error.clone(),
            contact_id: response.contact_id.clone(),
        };
        self.state().calls.push(call.clone());
        // Nobody listening is no error.
        let _ = self.called.send(call);
    }

    fn decide(
        &self,
        operation: Option<&Operation>,
        service: Service,
        request: &Request,
        now: Timestamp,
    ) -> Result<Response, Refusal> {
        let operation = operation.ok_or_else(unknown_operation)?;
        let region = authorization::region(&request.headers, service)?;
        let mut state = self.state();
        state.expire(now);
        let fault = state.next_fault(operation.name());
        let act = || match operation {
            Operation::StartOutboundChatContact => self.start(&mut state, &request.body, &region, now),
            Operation::DescribeContact { instance, contact } => contacts::describe(&state, instance, contact),
            Operation::GetContactAttributes { instance, contact } => contacts::attributes(&state, instance, contact),
            Operation::CreateSchedule { name } => {
                let new = NewSchedule::parse(name, &request.body)?;
                let arn = state.scheduler.create(new, &region, now)?;
                self.options.clock.notify();
                Ok(Response::ok(service, &json!({"ScheduleArn": arn})))
            }
            Operation::GetSchedule { name } => {
                let schedule = state.scheduler.get(&group_of_request(request, name)?, name)?;
                Ok(Response::ok(service, schedule.document()))
            }
            Operation::DeleteSchedule { name } => {
                state.scheduler.delete(&group_of_request(request, name)?, name)?;
                Ok(Response::ok(service, &json!({})))
            }
            Operation::ListSchedules => {
                Ok(Response::ok(service, &ListSchedules::parse(&request.query)?.run(&state.scheduler)))
            }
            Operation::ListScheduleGroups => Ok(Response::ok(service, &state.scheduler.groups(&region))),
            Operation::PutEvents => {
                let fault =
                    if fault == Some(Fault::PartialFailure) { EntryFault::EverySecond } else { EntryFault::None };
                let (results, events) = PutEvents::parse(&request.body)?.run(&region, now, fault);
                state.events.extend(events);
                Ok(Response::ok(service, &results))
            }
        };
        self.with_fault(fault, service, act)
    }

    fn with_fault(
        &self,
        fault: Option<Fault>,
        service: Service,
        act: impl FnOnce() -> Result<Response, Refusal>,
    ) -> Result<Response, Refusal> {
        let Some(fault) = fault else { return act() };
        Ok(fault.apply(service, &self.options, || act().unwrap_or_else(|refusal| Response::error(service, refusal))))
    }

    /// Fires the schedules that are due, and tells when the next one is.
    pub(crate) fn fire_due(&self) -> Option<Timestamp> {
        let mut state = self.state();
        let firings = state.scheduler.fire_due(self.options.clock.now());
        self.deliver(&mut state, firings);
        state.scheduler.next_due()
    }

    /// Fires a schedule now; `false` when there is none of that name.
    pub(crate) fn fire_schedule(&self, group: &str, name: &str) -> bool {
        let mut state = self.state();
        let Some(firing) = state.scheduler.fire(group, name, self.options.clock.now()) else { return false };
        self.deliver(&mut state, vec![firing]);
        true
    }

    pub(crate) fn schedules(&self) -> Vec<Schedule> {
        self.fire_due();
        self.state().scheduler.all().cloned().collect()
    }

    pub(crate) fn firings(&self) -> Vec<Firing> {
        self.fire_due();
        self.state().firings.clone()
    }

    fn deliver(&self, state: &mut State, firings: Vec<Firing>) {
        for firing in firings {
            state.firings.push(firing.clone());
            // Nobody listening is no error.
            let _ = self.fired.send(firing);
        }
    }

    pub(crate) fn contacts(&self) -> Vec<Contact> {
        let mut state = self.state();
        state.expire(self.options.clock.now());
        state.contacts.values().cloned().collect()
    }

    /// Ends a contact; `false` when there is none of that id.
    pub(crate) fn end_contact(&self, id: &str, disconnect_reason: Option<String>) -> bool {
        let now = self.options.clock.now();
        let mut state = self.state();
        state.expire(now);
        state.end(id, now, disconnect_reason)
    }

    pub(crate) fn fail_next(&self, operation: &str, fault: Fault, times: u32) {
        if times > 0 {
            self.state().faults.push_back((operation.to_owned(), fault, times));
        }
    }

    /// As it was at the start.
    pub(crate) fn reset(&self) {
        *self.state() = State::new(&self.options);
        self.options.clock.reset();
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn service(operation: Option<&Operation>, request: &Request) -> Service {
    operation.map_or_else(|| Service::from_request(&request.path, &request.headers), Operation::service)
}

fn unknown_operation() -> Refusal {
    let message = "No operation of this API has that method and path.";
    Refusal::framework(StatusCode::NOT_FOUND, "UnknownOperationException", message)
}
