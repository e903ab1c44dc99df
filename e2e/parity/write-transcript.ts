// Runs the script and prints what was said: `tsx write-transcript.ts practice` or `tsx write-transcript.ts KUBECONFIG`.

import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { kubePrograms } from '@/e2e/lab/kubernetes/kubectl-program'
import { scaledMs } from '@/lib/testing/pace'
import { startPracticeApiHost } from '@/lib/testing/practice/practice-api-host'
import { parityScript } from './parity-script'
import { transcriptOf } from './parity-transcript'
import { runSteps } from './run-steps'

export const PARITY_IMAGES = {
  pause: 'docker.io/rancher/mirrored-pause:3.6',
  shell: 'docker.io/rancher/mirrored-library-busybox:1.37.0',
} as const

const UNTIL_MS = scaledMs(60_000)

/** Runs the whole script on the cluster of a kubeconfig, in a folder of its own, and gives the transcript. */
export async function writeTranscript(
  kubeconfig: string,
  say: (line: string) => void = () => undefined,
): Promise<string> {
  const home = await mkdtemp(path.join(tmpdir(), 'buzzcrate-parity-'))
  try {
    const file = path.join(home, 'kubeconfig')
    await writeFile(file, kubeconfig, { mode: 0o600 })
    const chart = path.join(home, 'chart')
    await cp(path.join(import.meta.dirname, 'chart'), chart, { recursive: true })
    const names = { namespace: 'parity-test', chart, ...PARITY_IMAGES }
    const target = {
      programs: await kubePrograms(),
      kubeconfig: file,
      names,
      home,
      untilMs: UNTIL_MS,
    }
    const outputs = await runSteps(parityScript, target, ({ command, code }) => say(`${code} ${command}`))
    return transcriptOf(outputs)
  } finally {
    await rm(home, { recursive: true, force: true })
  }
}

if (process.argv[1] === import.meta.filename) {
  const [, , where = 'practice', out] = process.argv
  const host =
    where === 'practice' ? await startPracticeApiHost({ speed: 20, images: Object.values(PARITY_IMAGES) }) : undefined
  const kubeconfig = host?.kubeconfig ?? (await readFile(where, 'utf8'))
  const started = Date.now()
  try {
    const transcript = await writeTranscript(kubeconfig, (line) => console.error(`${Date.now() - started} ${line}`))
    if (out === undefined) console.log(transcript)
    else await writeFile(out, transcript)
  } finally {
    for (const error of host?.errors ?? []) console.error(error)
    await host?.close()
  }
}
