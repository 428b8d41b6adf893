//! The handle on a running simulator, which tests and the playground hold.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{broadcast, watch};
use tokio::task::JoinHandle;

use crate::firing_thread::FiringThread;
use crate::simulation::Simulation;
use crate::{Call, Clock, Contact, Event, Fault, Firing, Options, Schedule, server};

/// How long [`Simulator::stop`] waits for clients amid a request.
const GRACE: Duration = Duration::from_secs(1);

/// A running simulator. Dropping it stops it.
pub struct Simulator {
    simulation: Arc<Simulation>,
    address: SocketAddr,
    running: watch::Sender<bool>,
    server: JoinHandle<io::Result<()>>,
    _firing: FiringThread,
}

impl Simulator {
    /// Binds the address and serves in a task of its own. Port 0 takes a free port.
    ///
    /// # Errors
    /// The address is in use, or isn't one of this machine alone: the simulator takes any signature, so it never
    /// listens to a network.
    pub async fn start(options: Options, address: SocketAddr) -> io::Result<Self> {
        let simulation = Arc::new(Simulation::new(options));
        let running = watch::Sender::new(true);
        let (address, server) = server::serve(&simulation, address, &running).await?;
        let firing = FiringThread::start(&simulation)?;
        Ok(Self { simulation, address, running, server, _firing: firing })
    }

    /// Where it listens: `http://127.0.0.1:41234`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Every request to the APIs, oldest first.
    pub fn calls(&self) -> Vec<Call> {
        self.simulation.state().calls.clone()
    }

    /// Forgets the calls up to now.
    pub fn clear_calls(&self) {
        self.simulation.state().calls.clear();
    }

    /// Calls as they come.
    pub fn subscribe(&self) -> broadcast::Receiver<Call> {
        self.simulation.called.subscribe()
    }

    /// Every contact, in the order of their ids.
    pub fn contacts(&self) -> Vec<Contact> {
        self.simulation.contacts()
    }

    /// Puts a contact there, over the one of the same id.
    pub fn put_contact(&self, contact: Contact) {
        self.simulation.state().contacts.insert(contact.id.clone(), contact);
    }

    /// Ends a contact, which makes room for another chat. `false` when there is none of that id.
    pub fn end_contact(&self, id: &str) -> bool {
        self.simulation.end_contact(id, None)
    }

    /// Every schedule that is there, by group and name. Those that are due have fired.
    pub fn schedules(&self) -> Vec<Schedule> {
        self.simulation.schedules()
    }

    /// Fires a schedule now, whether it is due or not. `false` when there is none of that name.
    pub fn fire_schedule(&self, group: &str, name: &str) -> bool {
        self.simulation.fire_schedule(group, name)
    }

    /// Takes a schedule away, as `DeleteSchedule` does. `false` when there is none of that name.
    pub fn delete_schedule(&self, group: &str, name: &str) -> bool {
        self.simulation.state().scheduler.delete(group, name).is_ok()
    }

    /// What schedules have sent to their targets, oldest first. Those that are due have fired.
    pub fn firings(&self) -> Vec<Firing> {
        self.simulation.firings()
    }

    /// What schedules send to their targets, as they do.
    pub fn subscribe_firings(&self) -> broadcast::Receiver<Firing> {
        self.simulation.fired.subscribe()
    }

    /// What was put on event buses, oldest first.
    pub fn events(&self) -> Vec<Event> {
        self.simulation.state().events.clone()
    }

    /// The time that it goes by; moving the clock fires what becomes due.
    pub fn clock(&self) -> &Clock {
        &self.simulation.options.clock
    }

    /// Lets the next requests for an operation fail; faults of several calls queue up.
    pub fn fail_next(&self, operation: &str, fault: Fault, times: u32) {
        self.simulation.fail_next(operation, fault, times);
    }

    /// Takes back what [`Simulator::fail_next`] has left.
    pub fn clear_faults(&self) {
        self.simulation.state().faults.clear();
    }

    /// As it was at the start: the sample contacts, full quotas, no calls, tokens, schedules, events or faults, and the
    /// machine's clock set right.
    pub fn reset(&self) {
        self.simulation.reset();
    }

    /// Stops listening and closes every connection; answers still held back are lost.
    pub async fn stop(mut self) {
        self.running.send_replace(false);
        let _ = tokio::time::timeout(GRACE, &mut self.server).await;
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.running.send_replace(false);
        self.server.abort();
    }
}
