//! QuickJS with JSONata in it: one for each thread, loaded when it is first needed, and made again after each stop.

use super::limits::{Meter, Stop};
use rquickjs::context::intrinsic::{Date, Json, MapSet, Promise as Promises, RegExp, RegExpCompiler};
use rquickjs::loader::Bundle;
use rquickjs::{Context, Ctx, Exception, FromJs, Function, Module, Promise, Runtime};
use std::cell::Cell;
use std::rc::Rc;
use std::time::Instant;

/// The engine's memory, with JSONata's own 0.6 MB in it.
pub const MAX_MEMORY: usize = 32 * 1024 * 1024;
/// Threads of tokio and of tests have 2 MiB.
const MAX_STACK: usize = 1024 * 1024;
/// Cycles are looked for when this much is in use, and whenever it has grown by half again.
const GARBAGE_THRESHOLD: usize = 8 * 1024 * 1024;

/// The bytecode of the modules in `js/`, which `build.rs` makes.
static MODULES: Bundle = rquickjs::loader::bundle::Bundle(include!(concat!(env!("OUT_DIR"), "/mapping_modules.rs")));

thread_local! {
    // Taken out while it runs: one that was left in the middle is not used again.
    static ENGINE: Cell<Option<Engine>> = const { Cell::new(None) };
}

/// Lets the thread's engine work within the limits of one run; `is_whole` tells by what it made whether it may be used
/// again.
///
/// # Errors
/// It was stopped, or could not be loaded.
pub fn run<T>(
    deadline: Option<Instant>,
    work: impl FnOnce(&Call<'_, '_>) -> rquickjs::Result<T>,
    is_whole: impl FnOnce(&T) -> bool,
) -> Result<T, Stop> {
    if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
        return Err(Stop::Deadline);
    }
    let engine = match ENGINE.take() {
        Some(engine) => engine,
        None => Engine::load().map_err(|_| Stop::GaveUp)?,
    };
    engine.context.runtime().set_gc_threshold(GARBAGE_THRESHOLD);
    engine.meter.start(deadline);
    let made = engine.context.with(|ctx| work(&Call { ctx: &ctx, meter: &engine.meter }));
    if let Some(stop) = engine.meter.stopped() {
        return Err(stop);
    }
    let made = made.map_err(|_| Stop::GaveUp)?;
    if is_whole(&made) {
        ENGINE.set(Some(engine));
    }
    Ok(made)
}

/// Gives the thread an engine that may take this much, until it is stopped.
#[cfg(test)]
pub fn load_with(memory: usize, cpu_time: std::time::Duration) {
    let engine = Engine::load().unwrap();
    engine.context.runtime().set_memory_limit(memory);
    engine.meter.allow(cpu_time);
    ENGINE.set(Some(engine));
}

/// The engine at work.
pub struct Call<'a, 'js> {
    ctx: &'a Ctx<'js>,
    meter: &'a Meter,
}

impl<'js> Call<'_, 'js> {
    /// One of the functions that `js/mapping.js` defines.
    pub fn function(&self, name: &str) -> rquickjs::Result<Function<'js>> {
        self.ctx.globals().get(name)
    }

    /// What a promise comes to. JSONata waits for nothing but itself, so all of its work lies in the queue of jobs.
    ///
    /// Odd: a stop ends the job that it meets and leaves the other jobs in the queue, with the promise pending.
    pub fn finish<T: FromJs<'js>>(&self, promise: &Promise<'js>) -> rquickjs::Result<T> {
        loop {
            if let Some(result) = promise.result() {
                return result;
            }
            if self.meter.stopped().is_some() || !self.ctx.execute_pending_job() {
                return Err(rquickjs::Error::WouldBlock);
            }
        }
    }
}

struct Engine {
    context: Context,
    meter: Rc<Meter>,
}

impl Engine {
    fn load() -> rquickjs::Result<Engine> {
        let meter = Rc::new(Meter::default());
        let runtime = Runtime::new()?;
        runtime.set_memory_limit(MAX_MEMORY);
        runtime.set_max_stack_size(MAX_STACK);
        runtime.set_loader(MODULES, MODULES);
        let interrupt = Rc::clone(&meter);
        runtime.set_interrupt_handler(Some(Box::new(move || interrupt.is_over())));
        // Without `Eval`: no text can become code.
        let context = Context::custom::<(Date, Json, MapSet, Promises, RegExp, RegExpCompiler)>(&runtime)?;
        let tick = Rc::clone(&meter);
        context.with(|ctx| {
            let tick = Function::new(ctx.clone(), move |ctx: Ctx<'_>| {
                if tick.is_over() { Err(Exception::throw_message(&ctx, "over")) } else { Ok(()) }
            })?;
            ctx.globals().set("tick", tick)?;
            Module::import(&ctx, "mapping")?.finish::<rquickjs::Value<'_>>().map(drop)
        })?;
        Ok(Engine { context, meter })
    }
}
