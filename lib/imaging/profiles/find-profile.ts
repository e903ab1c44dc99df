import type { BoardProfile } from './board-profile'
import { profiles } from './profiles.gen'

const byId: ReadonlyMap<string, BoardProfile> = new Map(profiles.map((profile) => [profile.id, profile]))

export const findProfile = (id: string): BoardProfile | undefined => byId.get(id)

/** All boards that cards can be made for, by title. */
export const allProfiles: readonly BoardProfile[] = [...byId.values()].sort((a, b) =>
  a.title.localeCompare(b.title, 'en'),
)
