/** What the process of the attackers is told: everything that a member of the panel has. */
export interface AttackersTask {
  readonly url: string
  readonly seconds: number
  /** The member's session. */
  readonly cookie: string
  /** Whose password the visitor guesses. */
  readonly email: string
}

export type FromAttackers =
  /** They stand ready; the kubeconfigs lead to clusters that lie. */
  | { readonly type: 'ready'; readonly kubeconfigs: readonly string[] }
  /** How often each of them came through to an answer, or was cut off. */
  | { readonly type: 'ended'; readonly attempts: Readonly<Record<string, number>> }

/** Sent by the bench: begin. */
export interface Begin {
  readonly type: 'begin'
}

export interface PeopleTask {
  readonly url: string
  readonly seconds: number
  /** A session of each. */
  readonly cookies: readonly string[]
}

/** What people met. Milliseconds from the click to the end of the answer. */
export interface FromPeople {
  readonly type: 'met'
  readonly healthMs: readonly number[]
  readonly clickMs: readonly number[]
  /** By what they did: the slowest. */
  readonly slowestMs: Readonly<Record<string, number>>
  /** Answers of 500 and above, and none at all. */
  readonly failed: number
}
