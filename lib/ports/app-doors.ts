/** Where people find a port that a service opened on a machine. */
export interface AppDoors {
  /**
   * Its URL. Throws `http-no-answer` (retryable) where the port is not open yet.
   * @param path with its query, e.g. `/?hello`
   */
  urlOf(machine: { readonly name: string; readonly address: string }, port: number, path: string): Promise<string>
  /**
   * Where the panel reaches the API of a cluster's server.
   * @param own at the server's own address
   * @param written what the kubeconfig on the server says; a server may say anything. Throws `kubeconfig-unreadable`.
   */
  apiUrl(own: string, written: string): string
}

/** Real machines: their own address and port. */
export const ownDoors: AppDoors = {
  // IPv6 addresses stand in brackets in a URL.
  urlOf: async ({ address }, port, path) => `http://${address.includes(':') ? `[${address}]` : address}:${port}${path}`,
  apiUrl: (own) => own,
}
