/** A request's real network peer. Set on every request by the web process itself (instrumentation-node.ts). */
export const PEER_HEADER = 'x-buzzcrate-peer'
