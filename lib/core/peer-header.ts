/**
 * The address of whoever sent a request: its network peer, or whom a proxy that is believed names. Set on every request by the
 * web process itself (instrumentation-node.ts).
 */
export const PEER_HEADER = 'x-buzzcrate-peer'
