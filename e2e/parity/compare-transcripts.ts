import type { ParityStep } from './parity-step'
import type { StepOutput } from './run-steps'

/** One text a step that differs, as a diff of lines: `-` what the real API server said, `+` what practice said. */
export function compareTranscripts(
  steps: readonly ParityStep[],
  real: readonly StepOutput[],
  practice: readonly StepOutput[],
): readonly string[] {
  return steps.flatMap((step, index) => {
    const wanted = real[index]
    const seen = practice[index]
    if (wanted?.command !== step.command || seen?.command !== step.command)
      return [`$ ${step.command}\nthe transcript is of another script: record it again`]
    const lines = step.differs === undefined ? differences(step, wanted.lines, seen.lines) : []
    const codes = wanted.code === seen.code ? [] : [`- = ${wanted.code}`, `+ = ${seen.code}`]
    return lines.length + codes.length === 0 ? [] : [[`$ ${step.command}`, ...codes, ...lines].join('\n')]
  })
}

function differences(step: ParityStep, real: readonly string[], practice: readonly string[]): readonly string[] {
  const [gone, extra] = [without(real, practice), without(practice, real)]
  if (step.part) return extra.map((line) => `+ ${line}`)
  const order = gone.length + extra.length === 0 && real.some((line, index) => line !== practice[index])
  return [
    ...gone.map((line) => `- ${line}`),
    ...extra.map((line) => `+ ${line}`),
    ...(order ? ['(in another order)'] : []),
  ]
}

/** Lines of the first that the second has not, as often as they stand there. */
function without(lines: readonly string[], others: readonly string[]): readonly string[] {
  const left = [...others]
  return lines.filter((line) => {
    const at = left.indexOf(line)
    if (at < 0) return true
    left.splice(at, 1)
    return false
  })
}

if (process.argv[1] === import.meta.filename) {
  const { readFileSync } = await import('node:fs')
  const { parityScript } = await import('./parity-script')
  const { readTranscript } = await import('./parity-transcript')
  const [real = '', practice = ''] = process.argv.slice(2)
  const read = (file: string) => readTranscript(readFileSync(file, 'utf8'))
  const found = compareTranscripts(parityScript, read(real), read(practice))
  console.log(found.join('\n\n'))
  console.log(`${found.length} of ${parityScript.length} steps differ`)
}
