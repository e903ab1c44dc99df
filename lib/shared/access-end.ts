/**
 * So long before its end the access to a cluster is renewed, in milliseconds: 30 days. k3s makes new certificates at a start in
 * the last 120 days (90 before the releases of May 2025; source: its documentation of certificates), so that by then its own
 * copy has most often been renewed by a restart.
 */
export const ENDS_SOON_MS = 30 * 24 * 3_600_000
