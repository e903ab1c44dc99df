import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { scaledMs } from '@/lib/testing/pace'
import type { ChaosWorld } from './chaos-world'
import { faultsOfDeleted, faultsOfMade } from './cluster-faults'
import { readTranscript } from './read-transcript'

/** Simulated machines at twenty times their speed. */
export function practiceWorld(): ChaosWorld {
  const transcript = mkdtempSync(path.join(tmpdir(), 'buzzcrate-transcript-'))
  return {
    limits: { machines: { least: 1, most: 4 }, apps: ['go-echo'], runMs: { making: 4_000, deleting: 4_000 } },
    // No Go toolchain to be found: simulated machines need no image, and to build one takes longer than all else.
    environment: {
      BUZZCRATE_PRACTICE_PORT: '0',
      BUZZCRATE_PRACTICE_TRANSCRIPT: transcript,
      PATH: pathWithoutGo(),
      XDG_CACHE_HOME: '/nonexistent',
    },
    runDeadlineMs: scaledMs(120_000),
    prepare: async () => undefined,
    async create(client, name, { machines, apps }) {
      const request = { provider: 'practice', name, machines, speed: 20, apps, troubles: [] }
      return client.startCluster(request)
    },
    faultsOf: (client, cluster, state) =>
      state === 'made' ? faultsOfMade(client, cluster.clusterId) : faultsOfDeleted(client, cluster.clusterId),
    exchanges: async () => readTranscript(transcript),
    mend: async () => undefined,
    close: async () => rmSync(transcript, { recursive: true, force: true }),
  }
}

const pathWithoutGo = (): string =>
  (process.env['PATH'] ?? '')
    .split(':')
    .filter((folder) => !existsSync(path.join(folder, 'go')))
    .join(':')
