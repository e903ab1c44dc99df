import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compareTranscripts } from '@/e2e/parity/compare-transcripts'
import { parityScript } from '@/e2e/parity/parity-script'
import { readTranscript } from '@/e2e/parity/parity-transcript'
import { whyNoPrograms } from '@/e2e/parity/why-no-programs'
import { writeTranscript } from '@/e2e/parity/write-transcript'
import { describeClusterApi } from '@/lib/testing/describe-cluster-api'
import { describeKubeWire } from '@/lib/testing/kube-wire/describe-kube-wire'
import { scaledMs } from '@/lib/testing/pace'
import { type RealCluster, startRealCluster, whyNoCluster } from './real-cluster'

const why = await whyNoCluster()
if (why !== undefined) console.warn(`SKIPPED what is promised of API servers, on a real one: ${why}`)
const whyNoScript = why ?? (await whyNoPrograms())
if (whyNoScript !== undefined) console.warn(`SKIPPED the script of kubectl and helm: ${whyNoScript}`)

/** All that is promised of any API server, on one real cluster: each part keeps to namespaces of its own. */
describe.skipIf(why !== undefined)('with real Kubernetes', () => {
  let cluster: RealCluster

  beforeAll(async () => {
    cluster = await startRealCluster('api', 2)
  })
  afterAll(() => cluster?.close())

  const shared = async () => ({
    kubeconfig: cluster.kubeconfig,
    image: cluster.pauseImage,
    close: async () => undefined,
  })

  // The practice API is compared with this record; `e2e/parity/write-transcript.ts` makes it anew.
  it.skipIf(whyNoScript !== undefined)(
    'the real API server answers as it was recorded',
    async () => {
      const seen = readTranscript(await writeTranscript(cluster.kubeconfig))
      const file = path.resolve(import.meta.dirname, '../../parity/real-transcript.txt')
      const recorded = readTranscript(await readFile(file, 'utf8'))
      expect(compareTranscripts(parityScript, recorded, seen)).toEqual([])
    },
    scaledMs(300_000),
  )

  describeClusterApi('a real API server', shared)
  describeKubeWire('a real API server', shared)
})
