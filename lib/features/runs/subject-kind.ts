import type { Actor } from '@/lib/core/actor'
import type { Prisma } from '@/lib/db/generated/client'
import type { Recipe } from '@/lib/ports/recipe'
import type { Action } from '@/lib/shared/policy'

/** Prisma's client within a transaction. */
export type Transaction = Prisma.TransactionClient

/** What a recipe says, checked against the policy. */
export type PanelRecipe = Recipe<string, Action>

/** A subject that an actor may start a run about. */
export interface FoundSubject {
  /** Whose it is: the run is theirs too. */
  readonly ownerId: string
  readonly name: string
  /** Where the machines are that its runs reach. */
  readonly provider: string
}

/**
 * A kind of thing that runs are about: one file in lib/features/runs/subjects, `<type>-subject.ts`. What differs from
 * recipe to recipe of the same kind, the recipes say.
 */
export interface SubjectKind {
  /** Stored with each run, so it never changes. */
  readonly type: string
  /** Of recipes that this version does not know any more: what earlier versions started is still seen and ended. */
  readonly unknownRecipe: Omit<PanelRecipe, 'id' | 'subjectType'>
  /** Runs about things of this kind that the actor may see, by whose or what they are; roles are the recipes' part. */
  visible(actor: Actor): Prisma.RunWhereInput
  /** Within the transaction that starts a run about it; undefined when it is not there any more, or not the actor's. */
  find(transaction: Transaction, actor: Actor, id: string): Promise<FoundSubject | undefined>
  /** What screens say of some of them, in one look. Those that are gone may be left out. */
  present(ids: readonly string[]): Promise<ReadonlyMap<string, PresentedSubject>>
  /** The address of a run's page. */
  runHref(run: { readonly id: string; readonly number: number; readonly subjectId: string }): string
  /**
   * Writes the phase that a run's status means for its subject, within the transaction that writes the status, and
   * announces it to those who follow the subject. May be repeated.
   */
  savePhase(transaction: Transaction, id: string, phase: string): Promise<void>
}

export interface PresentedSubject {
  readonly name: string
  /** Its own page; null when it has none. */
  readonly href: string | null
}
