import type { RunStatus } from '@/lib/engine/decide'

/** What a run is about: a cluster, a card, a class. The types are those of lib/features/runs/subjects. */
export interface SubjectRef {
  readonly type: string
  readonly id: string
}

/**
 * What a recipe says of its runs. It stands beside the function that makes the plan, in `<recipe>-recipe.ts`.
 * `Action` is what the policy knows; the registry of lib/features/runs checks it.
 */
export interface Recipe<Phase extends string = string, Action extends string = string> {
  /** As its plans name it: stored with each run, so it never changes. */
  readonly id: string
  readonly subjectType: string
  /** The role of the workers that do its runs, which have a queue of their own; `runs` when left out. */
  readonly worker?: RunRole
  /** What its success does to the subject; the run's page ends with fitting words. */
  readonly effect: RecipeEffect
  /** The subject's phase for each status of the run. */
  readonly phases: Readonly<Record<RunStatus, Phase>>
  /**
   * The key that the run has for itself while it lasts, held and stuck ones too: a second run with the same key is
   * refused. Undefined: any number side by side.
   */
  readonly lock: (subject: SubjectRef) => string | undefined
  /** What the policy must allow a person, besides seeing the subject: to see a run, and to start and command it. */
  readonly actions: { readonly see: Action; readonly command: Action }
}

/** Which workers do a run: those of the role `runs`, or those that make images of cards. */
export const RUN_ROLES = ['runs', 'images'] as const
export type RunRole = (typeof RUN_ROLES)[number]

export type RecipeEffect = 'makes' | 'changes' | 'removes'

/** The lock of recipes that must not change a subject at the same time. */
export const subjectLock = ({ type, id }: SubjectRef): string => `${type}:${id}`
