import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, it } from 'vitest'
import { scaledMs } from '@/lib/testing/pace'
import { startPracticeApiHost } from '@/lib/testing/practice/practice-api-host'
import { compareTranscripts } from './compare-transcripts'
import { parityScript } from './parity-script'
import { readTranscript } from './parity-transcript'
import { whyNoPrograms } from './why-no-programs'
import { PARITY_IMAGES, writeTranscript } from './write-transcript'

const why = await whyNoPrograms()
if (why !== undefined) console.warn(`SKIPPED kubectl and helm on the practice API: ${why}`)

it.skipIf(why !== undefined)(
  'answers kubectl and helm as the real API server did',
  async () => {
    const host = await startPracticeApiHost({ speed: 20, images: Object.values(PARITY_IMAGES) })
    try {
      const practice = readTranscript(await writeTranscript(host.kubeconfig))
      const real = readTranscript(await readFile(path.join(import.meta.dirname, 'real-transcript.txt'), 'utf8'))
      expect(compareTranscripts(parityScript, real, practice)).toEqual([])
      expect(host.errors).toEqual([])
    } finally {
      await host.close()
    }
  },
  scaledMs(240_000),
)
