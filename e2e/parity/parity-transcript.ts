import type { StepOutput } from './run-steps'

const PROMPT = '$ '

/** One text of all steps: the command, its exit status, what it said. Easy to read in a diff. */
export const transcriptOf = (outputs: readonly StepOutput[]): string =>
  outputs.map(({ command, code, lines }) => [`${PROMPT}${command}`, `= ${code}`, ...lines, ''].join('\n')).join('\n')

/** The steps of a transcript. */
export function readTranscript(text: string): readonly StepOutput[] {
  return text
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const [command = '', status = '', ...lines] = part.split('\n')
      return { command, code: Number(status.slice(2)), lines: lines.join('\n').trimEnd().split('\n') }
    })
}
