import { runCommand } from '@/e2e/lab/hosts/run-command'
import type { KubePrograms } from '@/e2e/lab/kubernetes/kubectl-program'
import { scaledMs } from '@/lib/testing/pace'
import { normaliseOutput } from './normalise-output'
import type { ParityNames, ParityStep } from './parity-step'

export interface StepOutput {
  readonly command: string
  readonly code: number
  readonly lines: readonly string[]
}

export interface ParityTarget {
  readonly programs: KubePrograms
  /** Path of the kubeconfig. */
  readonly kubeconfig: string
  readonly names: ParityNames
  /** A folder for the programs' own caches and settings. */
  readonly home: string
  /** How long a step may take to come about. */
  readonly untilMs: number
}

const LOOK_EVERY_MS = 150

/** Runs the script and gives what each command said; 124 is the status of what did not come about. */
export async function runSteps(
  steps: readonly ParityStep[],
  target: ParityTarget,
  onStep: (output: StepOutput) => void = () => undefined,
): Promise<readonly StepOutput[]> {
  const outputs: StepOutput[] = []
  for (const step of steps) {
    const output = await (step.until === undefined ? runStep(step, target) : waitForStep(step, step.until, target))
    outputs.push(output)
    onStep(output)
  }
  return outputs
}

async function runStep(step: ParityStep, target: ParityTarget): Promise<StepOutput> {
  const { code, text } = await run(step, target)
  const { namespace, pause, shell, chart } = target.names
  const all = normaliseOutput(text, { pause, shell, chart, namespace, home: target.home }).split('\n')
  const chosen = all
    .filter((line) => step.without === undefined || !step.without.test(line))
    .flatMap((line) => (step.only === undefined ? [line] : (step.only.exec(line)?.slice(0, 1) ?? [])))
  const lines = step.distinct ? [...new Set(chosen)] : chosen
  return { command: step.command, code, lines: step.sort || step.distinct ? lines.toSorted() : lines }
}

async function waitForStep(step: ParityStep, wanted: RegExp, target: ParityTarget): Promise<StepOutput> {
  const deadline = Date.now() + target.untilMs
  for (;;) {
    const { code, text } = await run(step, target)
    if (code === 0 && wanted.test(text)) return { command: step.command, code: 0, lines: [] }
    if (Date.now() > deadline)
      return { command: step.command, code: 124, lines: ['waited in vain', ...text.split('\n')] }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
}

async function run(step: ParityStep, target: ParityTarget): Promise<{ readonly code: number; readonly text: string }> {
  const [program, ...words] = wordsOf(step.command, target.names)
  if (program !== 'kubectl' && program !== 'helm') throw new Error(`not a program of the script: ${program}`)
  const env: NodeJS.ProcessEnv = {
    NODE_ENV: 'test',
    PATH: process.env['PATH'] ?? '',
    HOME: target.home,
    KUBECONFIG: target.kubeconfig,
    KUBECTL_EXTERNAL_DIFF: 'diff -u -N',
    HELM_NAMESPACE: target.names.namespace,
  }
  const { code, stdout, stderr } = await runCommand(target.programs[program], words.map(patient), {
    env,
    timeoutMs: 120_000,
    ...(step.input === undefined ? {} : { input: fill(step.input, target.names) }),
  })
  return { code, text: `${stdout}${stderr}` }
}

/** `--timeout=60s` as this machine needs it; a second is there to run out. */
const patient = (word: string): string =>
  word.replace(/^(--timeout=)?(\d\d+)s$/, (_, flag = '', seconds) => `${flag}${scaledMs(Number(seconds) * 1_000)}ms`)

const fill = (text: string, names: ParityNames): string =>
  Object.entries(names).reduce((all, [name, value]) => all.replaceAll(`{${name}}`, String(value)), text)

/** `run 'two words' one` → its words. */
function wordsOf(command: string, names: ParityNames): readonly string[] {
  const words = command.match(/'[^']*'|\S*'[^']*'|\S+/g) ?? []
  return words.map((word) => fill(word.replaceAll("'", ''), names))
}
