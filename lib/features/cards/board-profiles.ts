import type { BoardProfileFacts } from '@/lib/contracts/boards'
import type { BoardProfile } from '@/lib/imaging/profiles/board-profile'
import { allProfiles, findProfile } from '@/lib/imaging/profiles/find-profile'
import { osSources } from '@/lib/imaging/profiles/os-sources'

/** A kind of board that cards can be made for. */
export const findBoardProfile = (id: string): BoardProfile | undefined => findProfile(id)

/** All of them, by name, as screens show them. */
export const listBoardProfiles = (): readonly BoardProfileFacts[] =>
  allProfiles.map(({ id, title, architecture, power, server, agent, osSources: sources, memoryMib }) => ({
    id,
    name: title,
    architecture,
    memoryMiB: [...memoryMib],
    idleWatts: power.idleW,
    loadWatts: power.loadW,
    powerSource: power.source === '' ? null : power.source,
    fitness: server.fits ? `server or agent. ${server.reason}` : `agent only. ${server.reason} ${agent.reason}`,
    systems: sources.map(({ id: osId, whole, note }) => ({
      id: osId,
      name: osSources[osId].title,
      // What must be brought first is said where a system is chosen.
      whole,
      ...(note === undefined ? {} : { note }),
    })),
  }))
