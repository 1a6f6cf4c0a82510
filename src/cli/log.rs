//! Decides whether the output is a public log: one that people can read who may not know about
//! embargoed incidents.
//!
//! The decision is made here alone, once per run. `docs/public-logs.md` has the same table for
//! readers.

use std::path::Path;

use terminal_size::terminal_size_of;

/// Variables that a CI system sets to some text, whatever it is.
pub(super) const VARIABLES: &[&str] = &[
    "AC_APPCIRCLE",
    "APPVEYOR",
    "BITBUCKET_BUILD_NUMBER",
    "BITRISE_IO",
    "BUDDY",
    "BUILDKITE",
    "BUILD_ID",
    "BUILD_NUMBER",
    "CF_BUILD_ID",
    "CIRCLECI",
    "CIRRUS_CI",
    "CI_NAME",
    "CI_PIPELINE_ID",
    "CODEBUILD_BUILD_ID",
    "CONTINUOUS_INTEGRATION",
    "DRONE",
    "GITHUB_ACTIONS",
    "GITLAB_CI",
    "GO_PIPELINE_NAME",
    "HARNESS_BUILD_ID",
    "HUDSON_URL",
    "JENKINS_URL",
    "PROW_JOB_ID",
    "SAILCI",
    "SCREWDRIVER",
    "SEMAPHORE",
    "STRIDER",
    "SYSTEM_TEAMFOUNDATIONCOLLECTIONURI",
    "TASKCLUSTER_ROOT_URL",
    "TEAMCITY_VERSION",
    "TF_BUILD",
    "TRAVIS",
    "VELA",
    "WERCKER",
    "WOODPECKER",
    "XCS",
    "ZUUL_CHANGES",
    "bamboo_buildKey",
    "bamboo_planKey",
];

/// Variables that a container runtime or an orchestrator sets.
const CONTAINER_VARIABLES: &[&str] = &["KUBERNETES_SERVICE_HOST", "container"];

/// Files that a container runtime creates.
const CONTAINER_FILES: &[&str] = &["/.dockerenv", "/run/.containerenv"];

/// Why others may read the output of this run.
#[derive(Debug)]
pub(super) struct PublicLog {
    /// The reason, after "because".
    pub(super) why: String,
    /// Whether nothing but a container whose output nobody seems to watch suggests it.
    pub(super) is_guess: bool,
}

/// Returns why others may read the output of this run; `None` if it is private.
pub(super) fn why_public() -> Option<PublicLog> {
    let known = |why: String| Some(PublicLog { why, is_guess: false });
    let set = |name: &&str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if let Some(name) = VARIABLES.iter().find(|name| set(name)) {
        return known(format!("{name} is set"));
    }
    match std::env::var_os("CI") {
        // Whoever runs the program in a container of their own can say so.
        Some(ci) if ci == "false" => None,
        Some(ci) if !ci.is_empty() => known("CI is set".to_owned()),
        // A container that a CI job starts does not inherit `CI`.
        _ => (!is_watched() && in_container(set))
            .then(|| PublicLog { why: "the output of a container is redirected".to_owned(), is_guess: true }),
    }
}

/// Returns whether both outputs go to a terminal that somebody watches. One that `docker run -t`
/// makes in a job has no size, because no window is behind it.
fn is_watched() -> bool {
    terminal_size_of(std::io::stdout()).is_some() && terminal_size_of(std::io::stderr()).is_some()
}

fn in_container(set: impl Fn(&&str) -> bool) -> bool {
    CONTAINER_VARIABLES.iter().any(set) || CONTAINER_FILES.iter().any(|file| Path::new(file).exists())
}
