//! The function as it is set up here, and others like it with a source replaced.

use super::FunctionLog;
use super::environment::{secret, variable};
use crate::source_files::SourceFile;
use connect_outbound_chat::connect::Connect;
use connect_outbound_chat::dispatch::Dispatch;
use connect_outbound_chat::queue::Queue;
use connect_outbound_chat::results::Results;
use connect_outbound_chat::schedule::Scheduler;
use connect_outbound_chat::settings::Settings;
use connect_outbound_chat::sources::{Secrets, Sources};
use connect_outbound_chat::{App, Function, aws};
use std::path::Path;
use std::sync::Arc;

/// The function, and what another like it is made of.
pub(super) struct FunctionUnderTest {
    function: Arc<Function>,
    settings: Settings,
    with_sources: Box<dyn Fn(Sources) -> Function + Send + Sync>,
}

impl FunctionUnderTest {
    /// A function that calls the simulator at `simulator_url`.
    ///
    /// # Errors
    /// All that is wrong with the source files.
    pub(super) async fn new(
        settings: Settings,
        simulator_url: &str,
        function_log: &FunctionLog,
    ) -> Result<FunctionUnderTest, Vec<String>> {
        let sources = load_sources(settings.sources_dir.as_deref(), &settings.event_sources_on)?;
        let config = aws::config_for_local(&variable).await;
        // Scheduler and EventBridge are the simulator's, unless a variable of theirs names another address.
        let simulated = config.to_builder().endpoint_url(simulator_url).build();
        let queue = settings.queue_url.as_deref().map(|url| Queue::new(&config, url));
        let scheduler = settings.schedule.clone().map(|schedule| Scheduler::new(&simulated, schedule));
        let connect = Connect::new(&config, Some(simulator_url));
        // One for every function here: they share Connect's quota, too.
        let dispatch = Arc::new(Dispatch::new(connect, queue, scheduler, settings.rate_per_second));
        let metrics = Arc::new(function_log.metrics());
        let shared = settings.clone();
        let with_sources = Box::new(move |sources| {
            let (settings, dispatch) = (shared.clone(), Arc::clone(&dispatch));
            let secrets = Secrets::new(&config, Arc::new(secret));
            let results = settings.results_bus.as_deref().map(|bus| Results::new(&simulated, bus));
            Function::new(App { settings, sources, secrets }, dispatch, Arc::clone(&metrics), results)
        });
        Ok(FunctionUnderTest { function: Arc::new(with_sources(sources)), settings, with_sources })
    }

    /// The function.
    pub(super) fn function(&self) -> Arc<Function> {
        Arc::clone(&self.function)
    }

    /// Its settings.
    pub(super) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// A function with this source in place of the one that it has by that name.
    ///
    /// # Errors
    /// What is wrong with the source.
    pub(super) fn with_source(&self, source: &SourceFile) -> Result<Arc<Function>, Vec<String>> {
        // Sources are read from folders only, so that their errors name a file.
        let folder = std::env::temp_dir().join(format!("playground-{}", uuid::Uuid::new_v4()));
        let file = folder.join(format!("{}.toml", source.name));
        let written = std::fs::create_dir(&folder).and_then(|()| std::fs::write(file, &source.text));
        let on = &self.settings.event_sources_on;
        let sources = written.map_err(|error| vec![error.to_string()]).and_then(|()| load_sources(Some(&folder), on));
        let _ = std::fs::remove_dir_all(&folder);
        Ok(Arc::new((self.with_sources)(sources?)))
    }
}

/// The sources of a folder on top of the built-in ones. Here every secret has a value.
fn load_sources(folder: Option<&Path>, event_sources_on: &[String]) -> Result<Sources, Vec<String>> {
    let sources = Sources::load(folder, event_sources_on, Arc::new(secret));
    sources.map_err(|errors| errors.iter().map(ToString::to_string).collect())
}
