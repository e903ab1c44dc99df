import type { ReactNode } from 'react'
import type { Fact } from '@/components/ui/facts-list'
import type { CatalogueApp } from '@/lib/contracts/apps'
import type { ListedMachine } from '@/lib/contracts/machines'
import type { ClusterRequestInput } from '@/lib/providers/cluster-request'

/** The id of the first step, whatever the provider. */
export const WHERE = 'where'

/** What the wizard knows when it opens, whichever provider is chosen. */
export interface WizardStart {
  /** The person's machines on the desk. */
  readonly machines: readonly ListedMachine[]
  readonly apps: readonly CatalogueApp[]
  readonly takenNames: readonly string[]
  /** Why the person can not have another cluster of a provider now, by the provider's id. */
  readonly refusals: Readonly<Record<string, string>>
}

/** What every provider's part is given, at every render. */
export interface WizardContext extends WizardStart {
  /** It is the chosen one. Others are drawn as tiles only, and ask no server. */
  readonly chosen: boolean
  /** Of the cluster to be, as typed so far. */
  readonly name: string
  readonly rename: (name: string) => void
  /** How long this person's latest cluster of this provider took to make. */
  readonly lastTimeMs: number | undefined
}

/** What keeps a cluster from being created, with the step where it is mended. */
export interface WizardProblem {
  readonly step: string
  readonly text: string
}

export interface WizardStep {
  readonly id: string
  readonly title: string
  readonly body: ReactNode
}

/** A provider as the wizard shows it now. */
export interface WizardOffer {
  /** As one of the places where a cluster may live. */
  readonly tile: {
    readonly title: string
    readonly badge: ReactNode
    readonly text: string
    readonly price: string
    /** Why it cannot be chosen. */
    readonly blockedBy?: string | undefined
  }
  /** Its own, between Where and Review. At least one, in which the cluster gets its name. */
  readonly steps: readonly WizardStep[]
  readonly problems: readonly WizardProblem[]
  readonly summary: {
    readonly title: string
    /** A mark beside the title, e.g. that all of it is simulated. */
    readonly badge?: ReactNode
    readonly price: string
    readonly priceHint: string
    readonly facts: readonly Fact[]
    /** What stays when it is cancelled. */
    readonly cancelHint: string
  }
  /** What will happen, in order. */
  readonly happens: readonly string[]
  /** What is asked for; undefined while something is missing that a problem names. */
  readonly request: ClusterRequestInput | undefined
  /** The same for people, shown as YAML. */
  readonly readable: unknown
}

/** Changes what the wizard keeps for a part. */
export type Keep = (by: (kept: unknown) => unknown) => void

/**
 * One provider's half of the wizard: `wizardPart` of components/create-cluster/providers/<id>/wizard-part.tsx. The
 * wizard knows no provider; it goes through the generated list of them.
 */
export interface WizardPart {
  /** As its folders are called. */
  readonly id: string
  /** Its place among the tiles, smallest first. */
  readonly place: number
  /** How well it suits somebody who has chosen nothing yet: the highest is chosen for them. What costs money is 0. */
  suits(start: WizardStart): number
  /** A hook: what it offers, given what was kept of it in this browser. */
  useOffer(context: WizardContext, kept: unknown, keep: Keep): WizardOffer
}

interface TypedPart<Own> extends Pick<WizardPart, 'id' | 'place' | 'suits'> {
  /** What it was told before anybody told it anything. */
  readonly usual: Own
  /** What was stored as JSON, or undefined when it is nothing of this version. */
  read(kept: unknown): Own | undefined
  useOffer(context: WizardContext, own: Own, change: (by: (own: Own) => Own) => void): WizardOffer
}

/** A part with a draft of its own type; to the wizard that draft is a closed box. */
export function defineWizardPart<Own>(part: TypedPart<Own>): WizardPart {
  const open = (kept: unknown): Own => part.read(kept) ?? part.usual
  return {
    id: part.id,
    place: part.place,
    suits: part.suits,
    useOffer: (context, kept, keep) => part.useOffer(context, open(kept), (by) => keep((now) => by(open(now)))),
  }
}
