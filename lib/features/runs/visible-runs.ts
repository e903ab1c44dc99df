import type { Actor } from '@/lib/core/actor'
import { db } from '@/lib/db/client'
import type { Prisma } from '@/lib/db/generated/client'
import { may } from '@/lib/shared/policy'
import { kindsByType, recipesById } from './run-kinds'
import type { SubjectKind } from './subject-kind'

/** Filter of the runs that an actor may see: their role may see the recipe's runs, and they the subject. */
export const visibleRuns = (actor: Actor): Prisma.RunWhereInput => ({
  OR: [...kindsByType.values()].map((kind) => ({
    AND: [{ subjectType: kind.type, recipe: visibleRecipes(actor, kind) }, kind.visible(actor)],
  })),
})

function visibleRecipes(actor: Actor, { type, unknownRecipe }: SubjectKind): Prisma.StringFilter<'Run'> {
  const known = [...recipesById.values()].filter(({ subjectType }) => subjectType === type)
  const ids = (visible: boolean) =>
    known.filter(({ actions }) => may(actor, actions.see) === visible).map(({ id }) => id)
  return may(actor, unknownRecipe.actions.see) ? { notIn: ids(false) } : { in: ids(true) }
}

/** How many of these runs there are that the actor may see: one look, however many. */
export const countVisibleRuns = (actor: Actor, ids: readonly string[]): Promise<number> =>
  db().run.count({ where: { id: { in: [...ids] }, ...visibleRuns(actor) } })
