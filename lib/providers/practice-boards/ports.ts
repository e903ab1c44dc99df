import { ports as practice } from '../practice/ports'
import type { ProviderPorts } from '../provider-ports'
import { PracticeCardWriter } from './practice-card-writer'
import { PracticeImages } from './practice-images'
import { releaseBoard } from './release-board'

/** Simulated boards: their images and cards here, their cluster in the worker that has the practice world. */
export const ports: ProviderPorts = {
  id: 'practice-boards',
  open(tools) {
    const portsOf = practice.open(tools)
    const builder = new PracticeImages()
    const writer = new PracticeCardWriter(builder)
    return (shared, run) => {
      const { imaging } = shared
      const practised = portsOf(shared, run)
      return {
        ...practised,
        ...(imaging === undefined ? {} : { imaging: { ...imaging, builder, writer } }),
        records: {
          ...practised.records,
          // They stay on the desk, as they were before.
          async releaseMachine(clusterId, machineId) {
            await releaseBoard(clusterId, machineId)
            await shared.records.releaseMachine(clusterId, machineId)
          },
        },
      }
    }
  },
}
