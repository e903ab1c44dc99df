import { AppError } from '@/lib/core/errors'
import type { RunRole } from '@/lib/ports/recipe'
import { recipes } from '@/lib/provision/recipes.gen'
import type { PanelRecipe, SubjectKind } from './subject-kind'
import { subjectKinds } from './subjects.gen'

/** What runs can be about, by type. Made from the files of ./subjects; a test may add one. */
export const kindsByType = new Map<string, SubjectKind>(subjectKinds.map((kind) => [kind.type, kind]))

/** What runs can do, by id. Made from the files `*-recipe.ts` of lib/provision/recipes; a test may add one. */
export const recipesById = new Map<string, PanelRecipe>(recipes.map((recipe) => [recipe.id, recipe]))

/** @throws AppError `unknown-subject`: another version of BuzzCrate wrote it */
export function subjectKind(type: string): SubjectKind {
  const kind = kindsByType.get(type)
  if (kind !== undefined) return kind
  throw new AppError('unknown-subject', {
    userMessage: `This version of BuzzCrate does not know what this run is about (${type}).`,
    details: { type },
  })
}

/** Which workers do runs of a recipe. What this version does not know, those that do most. */
export const roleOf = (recipe: string): RunRole => recipesById.get(recipe)?.worker ?? 'runs'

/** Recipes whose runs are not for the workers of the role `runs`. */
export const recipesForImages = (): readonly string[] =>
  [...recipesById.values()].flatMap(({ id, worker }) => (worker === 'images' ? [id] : []))

/** What is declared for a run's recipe. Of a recipe that this version does not know, what is usual for its subject. */
export function recipeOf(recipe: string, kind: SubjectKind): Omit<PanelRecipe, 'id' | 'subjectType'> {
  const known = recipesById.get(recipe)
  return known?.subjectType === kind.type ? known : kind.unknownRecipe
}
