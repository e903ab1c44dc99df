import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, it } from 'vitest'
import { compareTranscripts } from '@/e2e/parity/compare-transcripts'
import { parityScript } from '@/e2e/parity/parity-script'
import { readTranscript } from '@/e2e/parity/parity-transcript'
import { whyNoPrograms } from '@/e2e/parity/why-no-programs'
import { writeTranscript } from '@/e2e/parity/write-transcript'
import { scaledMs } from '@/lib/testing/pace'
import { startRealCluster, whyNoCluster } from './real-cluster'

const why = (await whyNoCluster()) ?? (await whyNoPrograms())
if (why !== undefined) console.warn(`SKIPPED the script of kubectl and helm on a real API server: ${why}`)

/** What the practice API is compared with must be what a real one says. `e2e/parity/write-transcript.ts` records it anew. */
it.skipIf(why !== undefined)(
  'the real API server answers as it was recorded',
  async () => {
    const cluster = await startRealCluster('parity', 2)
    try {
      const seen = readTranscript(await writeTranscript(cluster.kubeconfig))
      const file = path.resolve(import.meta.dirname, '../../parity/real-transcript.txt')
      const recorded = readTranscript(await readFile(file, 'utf8'))
      expect(compareTranscripts(parityScript, recorded, seen)).toEqual([])
    } finally {
      await cluster.close()
    }
  },
  scaledMs(300_000),
)
