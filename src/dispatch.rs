//! From what is asked to what became of it: side by side, at the set pace, in order where order matters, in time.

use crate::chat::{Channel, ChatDefaults, ChatRequest};
use crate::connect::Connect;
use crate::connect::related::{self, RelatedContact};
use crate::invocation::leaves_time;
use crate::outcome::{Failure, Outcome};
use crate::queue::Queue;
use futures_util::{StreamExt, stream};
use leaky_bucket::RateLimiter;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::OnceCell;
use tokio::time::{Instant, timeout_at};

/// Starts that may come at once after a pause, as Connect's own quota has it.
const BURST: usize = 5;
/// Chats under way at once: a slow answer takes no other's turn, and a process has only so many connections.
const UNDER_WAY: usize = 128;

/// One thing an event carries: what it asks for, and where it stands in line.
#[derive(Debug)]
pub struct Ask {
    /// The chats, or what is wrong with each; none if there is nothing to do.
    pub chats: Vec<Result<ChatRequest, Failure>>,
    /// Whether they are answered as a list.
    pub many: bool,
    /// Why there is nothing to do, if that is on purpose.
    pub skipped: Option<&'static str>,
    /// Things of the same line are done one after another, and none after one that failed.
    pub line: Option<String>,
}

/// What became of an [`Ask`], chat for chat.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// One outcome a chat, or that it was skipped.
    pub outcomes: Vec<Outcome>,
    /// Whether they are answered as a list.
    pub many: bool,
}

/// How chats leave: through Connect now, or through the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Road {
    /// Connect is called before the sender is answered.
    Connect,
    /// The sender is answered once the queue has them.
    Queue,
}

impl Ask {
    /// One chat.
    pub fn one(chat: Result<ChatRequest, impl Into<Failure>>) -> Ask {
        Ask { chats: vec![chat.map_err(Into::into)], many: false, skipped: None, line: None }
    }

    /// Nothing: the sender wants something else than chats.
    pub fn nothing() -> Ask {
        Ask { chats: Vec::new(), many: false, skipped: None, line: None }
    }

    /// Nothing, on purpose.
    pub fn skip(reason: &'static str) -> Ask {
        Ask { skipped: Some(reason), ..Ask::nothing() }
    }

    /// Something that can't be done.
    pub fn failed(failure: Failure) -> Ask {
        Ask::one(Err::<ChatRequest, _>(failure))
    }
}

impl Answer {
    /// The first failure among the outcomes, one that may succeed later before one that can't.
    pub fn failure(&self) -> Option<&Failure> {
        let failures = || self.outcomes.iter().filter_map(Outcome::failure);
        failures().find(|failure| failure.row().retryable).or_else(|| failures().next())
    }
}

/// Sends chats on their road.
pub struct Dispatch {
    connect: Connect,
    queue: Option<Queue>,
    pace: RateLimiter,
}

/// A contact once Connect has told of it, or why it has not.
type LookedUp = OnceCell<Result<RelatedContact, Failure>>;

/// One invocation's dispatch: its deadline, and the contacts it has looked up.
pub struct Round<'a> {
    dispatch: &'a Dispatch,
    defaults: &'a ChatDefaults,
    road: Road,
    deadline: Instant,
    decided: &'a (dyn Fn(&Decided<'_>) + Sync),
    contacts: Mutex<HashMap<(String, String), Arc<LookedUp>>>,
}

/// What the books may know of a chat, whatever becomes of it: whom it goes to and what it says isn't there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// SMS or WhatsApp.
    pub channel: Channel,
    /// The contact that it takes over from.
    pub related_contact_id: Option<String>,
}

/// A chat whose outcome stands, for those who keep the books.
pub struct Decided<'a> {
    /// What chat it is; `None` if it never became a request.
    pub about: Option<&'a About>,
    /// What became of it.
    pub outcome: &'a Outcome,
    /// How long it took, waiting for its turn included.
    pub took: Duration,
    /// How long Connect took to answer, if it was called.
    pub connect_took: Option<Duration>,
}

impl About {
    fn of(request: &ChatRequest) -> About {
        let terms = &request.terms;
        About { channel: terms.channel(), related_contact_id: terms.related_contact_id.clone() }
    }
}

impl Dispatch {
    /// A dispatch of `rate_per_second` starts, with a burst of five.
    pub fn new(connect: Connect, queue: Option<Queue>, rate_per_second: f64) -> Dispatch {
        // The bucket counts in whole milliseconds: beyond 100 a second it takes several at a time, and it rounds to the
        // slower side.
        let refill = (rate_per_second / 100.0).ceil() as usize;
        let interval = (1_000.0 * refill as f64 / rate_per_second).ceil() as u64;
        let pace = RateLimiter::builder()
            .max(BURST.max(refill))
            .initial(BURST)
            .refill(refill)
            .interval(Duration::from_millis(interval))
            .build();
        Dispatch { connect, queue, pace }
    }

    /// Whether there is a queue.
    pub fn has_queue(&self) -> bool {
        self.queue.is_some()
    }

    /// A round of chats by `road`, all answered by `deadline`; `decided` hears of each as soon as its outcome stands.
    pub fn round<'a>(
        &'a self,
        defaults: &'a ChatDefaults,
        road: Road,
        deadline: Instant,
        decided: &'a (dyn Fn(&Decided<'_>) + Sync),
    ) -> Round<'a> {
        Round { dispatch: self, defaults, road, deadline, decided, contacts: Mutex::default() }
    }
}

impl Round<'_> {
    /// What became of `asks`, index for index. Lines run side by side, a line's asks one after another.
    pub async fn run(&self, asks: Vec<Ask>) -> Vec<Answer> {
        let mut answers: Vec<Option<Answer>> = asks.iter().map(|_| None).collect();
        let mut lines = in_lines(asks);
        let done: Vec<Vec<(usize, Answer)>> = match lines.len() {
            // Most events hold one thing: it goes without the books of who is awake.
            1 => vec![Box::pin(self.line(lines.remove(0))).await],
            _ => stream::iter(lines).map(|line| self.line(line)).buffer_unordered(UNDER_WAY).collect().await,
        };
        for (index, answer) in done.into_iter().flatten() {
            answers[index] = Some(answer);
        }
        answers.into_iter().flatten().collect()
    }

    async fn line(&self, line: Vec<(usize, Ask)>) -> Vec<(usize, Answer)> {
        let mut done = Vec::with_capacity(line.len());
        let mut held_back = false;
        for (index, ask) in line {
            let ordered = ask.line.is_some();
            let answer = if held_back { self.hold_back(ask) } else { self.answer(ask).await };
            held_back = ordered && answer.failure().is_some();
            done.push((index, answer));
        }
        done
    }

    async fn answer(&self, ask: Ask) -> Answer {
        let Ask { chats, many, skipped, line } = ask;
        let mut outcomes: Vec<Outcome> = skipped.map(Outcome::Skipped).into_iter().collect();
        outcomes.iter().for_each(|outcome| self.tell(None, outcome, Instant::now(), None));
        // The chats of one event of an ordered line keep their order, too.
        if line.is_some() || chats.len() == 1 {
            for chat in chats {
                outcomes.push(self.outcome(chat).await);
            }
        } else {
            let chats = stream::iter(chats).map(|chat| self.outcome(chat)).buffered(UNDER_WAY);
            outcomes.extend(chats.collect::<Vec<_>>().await);
        }
        Answer { outcomes, many }
    }

    fn hold_back(&self, ask: Ask) -> Answer {
        let outcome = Outcome::Failed(Failure::HeldBack);
        self.tell(None, &outcome, Instant::now(), None);
        Answer { outcomes: vec![outcome], many: ask.many }
    }

    async fn outcome(&self, chat: Result<ChatRequest, Failure>) -> Outcome {
        let began = Instant::now();
        let request = match chat {
            Ok(request) => request,
            Err(failure) => {
                let outcome = Outcome::Failed(failure);
                self.tell(None, &outcome, began, None);
                return outcome;
            }
        };
        let about = About::of(&request);
        let mut connect_took = None;
        let outcome = match self.road {
            Road::Queue => self.enqueue(&request).await,
            Road::Connect => self.start(request, &mut connect_took).await,
        };
        let outcome = outcome.unwrap_or_else(Outcome::Failed);
        self.tell(Some(&about), &outcome, began, connect_took);
        outcome
    }

    async fn enqueue(&self, request: &ChatRequest) -> Result<Outcome, Failure> {
        let Some(queue) = &self.dispatch.queue else { return Err(Failure::Unreachable) };
        if !leaves_time(self.deadline) {
            return Err(Failure::Timeout);
        }
        queue.put(request, self.deadline).await?;
        Ok(Outcome::Queued { client_token: request.terms.client_token.clone() })
    }

    async fn start(&self, request: ChatRequest, connect_took: &mut Option<Duration>) -> Result<Outcome, Failure> {
        let related = self.related(&request).await?;
        let chat = related::complete(request, related.as_ref(), self.defaults)?;
        let turn = timeout_at(self.deadline, self.dispatch.pace.acquire_one()).await;
        // A chat isn't begun that can't be answered: its sender tries again with the same token.
        if turn.is_err() || !leaves_time(self.deadline) {
            return Err(Failure::Timeout);
        }
        let called = Instant::now();
        let started = self.dispatch.connect.start(chat, self.deadline).await;
        *connect_took = Some(called.elapsed());
        started.map(Outcome::Started)
    }

    /// The contact that `request` has to know more of, looked up once however many ask.
    async fn related(&self, request: &ChatRequest) -> Result<Option<RelatedContact>, Failure> {
        let Some(contact_id) = request.awaits() else { return Ok(None) };
        let instance_id = &request.terms.instance_id;
        let cell = {
            let mut contacts = self.contacts.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(contacts.entry((instance_id.clone(), contact_id.to_owned())).or_default())
        };
        let look_up = || async {
            match leaves_time(self.deadline) {
                true => self.dispatch.connect.describe(instance_id, contact_id, self.deadline).await,
                false => Err(Failure::Timeout),
            }
        };
        cell.get_or_init(look_up).await.clone().map(Some)
    }

    fn tell(&self, about: Option<&About>, outcome: &Outcome, began: Instant, connect_took: Option<Duration>) {
        (self.decided)(&Decided { about, outcome, took: began.elapsed(), connect_took });
    }
}

/// Asks by line, each with its index; one without a line is a line of its own.
fn in_lines(asks: Vec<Ask>) -> Vec<Vec<(usize, Ask)>> {
    let mut lines: Vec<Vec<(usize, Ask)>> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for (index, ask) in asks.into_iter().enumerate() {
        match &ask.line {
            None => lines.push(vec![(index, ask)]),
            Some(name) => match known.get(name) {
                Some(&line) => lines[line].push((index, ask)),
                None => {
                    known.insert(name.clone(), lines.len());
                    lines.push(vec![(index, ask)]);
                }
            },
        }
    }
    lines
}
