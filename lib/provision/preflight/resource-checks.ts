import { memoryInWords } from '@/lib/shared/memory-in-words'
import type { Check, Judged } from './inspection'
import { advice, blocker, ok, type Verdict } from './verdict'

interface Need {
  /** Below this k3s does not stay up. MemTotal is some per cent below what is on the box. */
  readonly leastMiB: number
  /** Below this it works, but slowly. */
  readonly goodMiB: number
  readonly words: string
}

/** k3s asks for 2 GB on a server and 512 MB on an agent; a server alone fits into 1 GB with little room for pods. */
const MEMORY: Readonly<Record<'server' | 'agent', Need>> = {
  server: { leastMiB: 700, goodMiB: 1_800, words: 'a server needs 1 GB, better 2 GB' },
  agent: { leastMiB: 350, goodMiB: 800, words: 'an agent needs 512 MB, better 1 GB' },
}

/** The release's packages and images take about 1 GiB unpacked; the rest is for images of pods. */
const DISK: Need = { leastMiB: 1_500, goodMiB: 4_096, words: 'k3s needs 1.5 GB, better 4 GB and more' }

export function diskInWords(freeMiB: number): string {
  return freeMiB < 1_024 ? `${freeMiB} MB` : `${(freeMiB / 1_024).toFixed(freeMiB < 10_240 ? 1 : 0)} GB`
}

function memory({ input, facts }: Judged): Verdict {
  const need = MEMORY[input.purpose?.role ?? 'agent']
  const has = memoryInWords(facts.memoryMiB)
  if (facts.memoryMiB < need.leastMiB) {
    return blocker(
      `${has} of memory is too little: ${need.words}.`,
      'Give the machine another role, or use a larger one.',
    )
  }
  if (facts.memoryMiB < need.goodMiB) {
    return advice(`${has} of memory is tight: ${need.words}.`, 'Keep the apps on it small.')
  }
  return ok(`${has} of memory.`)
}

function processor({ input, facts }: Judged): Verdict {
  if (input.purpose?.role === 'server' && facts.cpus < 2) {
    return advice('One CPU core: k3s recommends two for a server.', 'Choose a machine with more cores as the server.')
  }
  return ok(facts.cpus === 1 ? 'One CPU core.' : `${facts.cpus} CPU cores.`)
}

function disk({ facts }: Judged): Verdict {
  const free = diskInWords(facts.dataFreeMiB)
  const wayOut =
    'Free some space (sudo apt-get clean; sudo journalctl --vacuum-size=50M), or use a larger card or disk.'
  if (facts.dataFreeMiB < DISK.leastMiB) return blocker(`Only ${free} are free at /var/lib: ${DISK.words}.`, wayOut)
  if (facts.dataFreeMiB < DISK.goodMiB) return advice(`${free} are free at /var/lib: ${DISK.words}.`, wayOut)
  return ok(`${free} free at /var/lib.`)
}

const RIGHT_MS = 2_000
const BEARABLE_MS = 30_000

function inWords(durationMs: number): string {
  const seconds = Math.round(Math.abs(durationMs) / 1000)
  if (seconds < 120) return `${seconds} seconds`
  if (seconds < 7_200) return `${Math.round(seconds / 60)} minutes`
  if (seconds < 172_800) return `${Math.round(seconds / 3_600)} hours`
  return `${Math.round(seconds / 86_400)} days`
}

function clock({ input }: Judged): Verdict | undefined {
  const skewMs = input.inspection.clockSkewMs
  if (skewMs === null) return undefined
  if (Math.abs(skewMs) <= RIGHT_MS) return ok('The clock is right.')
  const sentence = `The clock is ${inWords(skewMs)} ${skewMs < 0 ? 'slow' : 'fast'}, compared with BuzzCrate's.`
  const wayOut = 'Set it by the button, or on the machine: sudo timedatectl set-ntp true'
  if (Math.abs(skewMs) <= BEARABLE_MS) return { ...advice(sentence, wayOut), fix: 'set-clock' }
  return { ...blocker(`${sentence} Certificates would not be valid on it.`, wayOut), fix: 'set-clock' }
}

export const resourceChecks: readonly Check[] = [
  { id: 'memory', title: 'Memory', judge: memory },
  { id: 'cpu', title: 'CPU', judge: processor },
  { id: 'disk', title: 'Disk', judge: disk },
  { id: 'clock', title: 'Clock', judge: clock },
]
