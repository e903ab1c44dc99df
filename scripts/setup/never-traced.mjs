const RELEASE_HASH = '[0-9a-f]'.repeat(12)

/**
 * Files of the checkout that the web server's build must not take along. The server reads some files by paths that are
 * put together at run time, and the search for them takes whatever might be meant: without this, what the panel keeps in
 * `data/artifacts`, some hundred megabytes a release of k3s, and the builds before.
 * The patterns match anywhere in a path, in the packages' own folders too, so they say no more than they must.
 */
export const NEVER_TRACED = ['data/{artifacts,postgres,secrets}/**', 'e2e/{lab,panel}/**'].concat(
  ['web', 'workers'].map((part) => `dist/${part}-${RELEASE_HASH}/**`),
)
