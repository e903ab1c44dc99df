/** An SSH key as pages list it. GET /api/ssh-keys answers `{ keys: ListedSshKey[] }`. Times are ms since 1970. */
export interface ListedSshKey {
  readonly id: string
  readonly name: string
  /** One line, as in authorized_keys. */
  readonly publicKey: string
  readonly fingerprint: string
  readonly createdAt: number
  /** Machines that log in with it: such a key cannot be deleted. */
  readonly usedBy: readonly { readonly id: string; readonly name: string }[]
  /** One line to paste on a machine, as the user who will log in. */
  readonly installCommand: string
}
