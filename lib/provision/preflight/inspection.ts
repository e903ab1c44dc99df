import { z } from 'zod'
import type { Json } from '@/lib/core/errors'
import { HostFacts } from './host-facts'
import type { Verdict } from './verdict'

const Details: z.ZodType<Record<string, Json>> = z.record(z.string(), z.json())

const StoredFailure = z.object({
  code: z.string(),
  message: z.string(),
  userMessage: z.string(),
  retryable: z.boolean(),
  details: Details,
})

/** What one visit to a machine brought: as far as it came. JSON. */
export const Inspection = z.object({
  /** When, by the panel's clock. Milliseconds since 1970. */
  at: z.number(),
  /** Why the machine could not be reached or logged in to; null when it could. */
  connectFailure: StoredFailure.nullable(),
  connectMs: z.number(),
  /** Why sudo did not work; null when it did or is not needed. */
  sudoFailure: StoredFailure.nullable(),
  facts: HostFacts.nullable(),
  /** The machine's clock minus the panel's; null when it was not seen. */
  clockSkewMs: z.number().nullable(),
})
export type Inspection = z.infer<typeof Inspection>

/** Another machine of the same person or cluster, for what must not be there twice. */
export interface OtherMachine {
  readonly name: string
  readonly facts: Pick<HostFacts, 'hostname' | 'machineId' | 'bootId' | 'addresses'> | null
}

/** What the machine is wanted for. Without it only what holds for every cluster is judged. */
export interface Purpose {
  readonly role: 'server' | 'agent'
  /** e.g. `v1.36.1+k3s1`. */
  readonly k3sVersion: string
  readonly allowCgroupV1: boolean
  /** Whether machines whose disk cannot stack layers of images may copy them instead. */
  readonly nativeSnapshotter?: boolean | undefined
  /** Networks of pods and services, where they are not k3s's own. */
  readonly clusterCidr?: string | undefined
  readonly serviceCidr?: string | undefined
  /** Ports that will be opened on every machine, e.g. 81 by an app. */
  readonly opens?: readonly OpenedPort[] | undefined
}

export interface OpenedPort {
  readonly port: number
  /** By what, e.g. `Go Echo`. */
  readonly what: string
}

export interface PreflightInput {
  readonly machine: { readonly name: string; readonly address: string; readonly port: number; readonly user: string }
  readonly inspection: Inspection
  readonly purpose?: Purpose | undefined
  readonly others?: readonly OtherMachine[]
  /** The machine is in a cluster of this panel: its k3s is ours. */
  readonly memberOf?: string | undefined
}

/** What a check of the facts gets. */
export interface Judged {
  readonly input: PreflightInput
  readonly facts: HostFacts
}

/** One line of the preflight table. `undefined`: has nothing to say here. */
export interface Check {
  readonly id: string
  readonly title: string
  readonly judge: (judged: Judged) => Verdict | undefined
}
