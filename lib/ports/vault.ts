export interface SecretLabel {
  /** What it is, e.g. `ssh-private-key`, `kubeconfig`, `cluster-token`. */
  readonly kind: string
  /** The user it belongs to; null for the panel's own. */
  readonly ownerId: string | null
  readonly clusterId?: string
}

/** Secrets at rest: AES-256-GCM under a key that is not in the database. Plans and outputs carry ids only. */
export interface Vault {
  seal(plain: string, label: SecretLabel): Promise<string>
  /** Ids of a cluster's secrets of one kind, oldest first: how a step finds what it sealed before a crash. */
  find(kind: string, clusterId: string): Promise<readonly string[]>
  /** Throws `secret-missing`, or `secret-unreadable` when the key is another one. Opened values are redacted from logs. */
  open(secretId: string): Promise<string>
  /** Forgets it for good; repeatable. */
  forget(secretId: string): Promise<void>
}
