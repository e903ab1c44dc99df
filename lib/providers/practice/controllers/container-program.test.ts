import { expect, it } from 'vitest'
import { type ProgramStep, programOf } from './container-program'

/** The first steps, as words. */
function played(container: object, most = 12): readonly string[] {
  const program = programOf({ ...container }, () => 0)
  if (program === undefined) return ['the image’s own program']
  const words = (step: Exclude<ProgramStep, { does: 'think' }>) =>
    step.does === 'say' ? step.text : step.does === 'wait' ? `… ${step.ms / 1000}` : `= ${step.code}`
  const steps: string[] = []
  for (const step of program) {
    if (step.does === 'think') continue
    steps.push(words(step))
    if (steps.length === most || step.does === 'exit' || (step.does === 'wait' && !Number.isFinite(step.ms))) break
  }
  return steps
}
const script = (text: string, more: object = {}) => played({ command: ['sh', '-c', text], ...more })

it.each([
  ['echo one; echo "two  three"', ['one', 'two  three', '= 0']],
  ['echo no luck; exit 3', ['no luck', '= 3']],
  ['true && echo yes || echo no', ['yes', '= 0']],
  ['false && echo yes || echo no', ['no', '= 0']],
  ['false', ['= 1']],
  ["echo 'a; b' && sleep 2m", ['a; b', '… 120', '= 0']],
  ['for i in 1 2; do echo "round $i"; sleep 1; done; echo over', ['round 1', '… 1', 'round 2', '… 1', 'over', '= 0']],
  ['nginx -g off; echo never', ['… Infinity']],
  ['constructor; echo never', ['… Infinity']],
] as const)('plays %s', (text, steps) => {
  expect(script(text)).toEqual(steps)
})

it('plays loops without an end, and waits in those that do not', () => {
  expect(script('while true; do echo tick; sleep 5; done').slice(0, 4)).toEqual(['tick', '… 5', 'tick', '… 5'])
  expect(script('while :; do echo tick; done').slice(0, 4)).toEqual(['tick', '… 1', 'tick', '… 1'])
})

it('knows the variables of the container, and commands without a shell', () => {
  expect(script('echo hello $NAME "$NAME"', { env: [{ name: 'NAME', value: 'board' }] })[0]).toBe('hello board board')
  expect(played({ command: ['echo'], args: ['plain'] })).toEqual(['plain', '= 0'])
  expect(played({ image: 'nginx' })).toEqual(['the image’s own program'])
})
