import type { StateWords } from '@/lib/contracts/live-rows'
import type { ContainerStatus, PodObject } from '../objects'
import type { PodSignal } from './pod-signal'
import { EXIT_WORDS, PULL, WAITING } from './pod-words'
import { say, sentence, short } from './word-table'

type Terminated = NonNullable<NonNullable<ContainerStatus['state']>['terminated']>

/** What is wrong with one of the pod's containers; undefined when nothing is. Preparing containers come first. */
export function containerTrouble(pod: PodObject, signal: PodSignal | undefined): StateWords | undefined {
  const sidecars = new Set(sidecarsOf(pod).map(({ name }) => name))
  // In their order: each waits for the one before it.
  for (const status of pod.status.initContainerStatuses ?? []) {
    if (sidecars.has(status.name)) {
      const trouble = waitingTrouble(status, signal) ?? endedTrouble(status, `its helper ${status.name}`)
      if (trouble !== undefined && !isUsual(status)) return trouble
      continue
    }
    const trouble = waitingTrouble(status, signal) ?? endedTrouble(status, 'its preparing container')
    if (trouble !== undefined) return trouble
    if (status.state?.running) {
      return {
        tone: 'busy',
        label: 'Starting',
        words: `Starting: the preparing container ${status.name} runs.`,
        hint: '',
      }
    }
  }
  const several = pod.spec.containers.length > 1
  for (const status of pod.status.containerStatuses ?? []) {
    const trouble =
      waitingTrouble(status, signal) ?? endedTrouble(status, several ? `its container ${status.name}` : 'it')
    if (trouble !== undefined) return trouble
  }
  return undefined
}

/** Init containers that go on beside the others (Kubernetes 1.29): they are ready, and start again, as those do. */
export const sidecarsOf = ({
  spec,
}: PodObject): readonly { readonly name: string; readonly image?: string | null | undefined }[] =>
  (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always')

/** Waits for its turn, which is no trouble of its own. */
const isUsual = ({ state }: ContainerStatus): boolean => state?.waiting?.reason === 'PodInitializing'

function waitingTrouble(status: ContainerStatus, signal: PodSignal | undefined): StateWords | undefined {
  const waiting = status.state?.waiting
  const reason = waiting?.reason ?? ''
  if (!waiting || reason === '' || reason === 'ContainerCreating') return undefined
  if (reason === 'CrashLoopBackOff') return crashLoop(status)
  if (/^(ErrImagePull|ImagePullBackOff|RegistryUnavailable|ImageInspectError)$/.test(reason)) {
    return { tone: 'bad', label: 'Waiting', ...pullWords(waiting.message ?? '', signal) }
  }
  const said = say(WAITING, `${reason}: ${waiting.message ?? ''}`)
  if (said === undefined) {
    return { tone: 'bad', label: 'Waiting', words: `Waiting: ${sentence(short(waiting.message || reason))}`, hint: '' }
  }
  return said.hint === '' ? { tone: 'busy', label: 'Starting', ...said } : { tone: 'bad', label: 'Waiting', ...said }
}

/** While it backs off the container repeats no cause: the event before has it. */
function pullWords(message: string, signal: PodSignal | undefined) {
  const cause =
    /^Back-off/i.test(message) && !/: /.test(message) && signal?.reason === 'Failed' ? signal.message : message
  // The last rule fits every text but an empty one.
  return say(PULL, cause || 'unknown') ?? { words: 'Waiting: the image cannot be pulled.', hint: '' }
}

function crashLoop(status: ContainerStatus): StateWords {
  const last = status.lastState?.terminated
  const how = last ? exitWords(last) : 'it ends soon after each start'
  return {
    tone: 'bad',
    label: 'Crashing',
    words: `Starts and ends again and again (${status.restartCount} restarts): ${sentence(how)}`,
    hint: 'Look at the log of its previous run. Kubernetes waits longer before each new try, at most 5 minutes.',
  }
}

function endedTrouble(status: ContainerStatus, who: string): StateWords | undefined {
  const ended = status.state?.terminated
  if (!ended || ended.exitCode === 0) return undefined
  const words = `${who.charAt(0).toUpperCase()}${who.slice(1)} ended: ${sentence(exitWords(ended))}`
  return { tone: 'bad', label: 'Failed', words, hint: 'Its log may say more.' }
}

/** How a container ended, as the end of a sentence. */
export function exitWords({ exitCode, reason, message }: Terminated): string {
  if (reason === 'OOMKilled') return 'it used more memory than it may (killed)'
  if (/executable file not found|no such file/i.test(message ?? '')) return 'its program is not in the image'
  if (/exec format error/i.test(message ?? '')) return "its program is not made for this machine's processor"
  const known = EXIT_WORDS[exitCode]
  return known === undefined ? `it ended with status ${exitCode}` : `${known} (status ${exitCode})`
}
