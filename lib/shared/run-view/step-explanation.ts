/** What the run view knows of a step: its Explain text and the scripts that it runs on the machine. */
export interface StepExplanation {
  readonly name: string
  readonly title: string
  readonly what: string
  readonly why: string
  readonly byHand: readonly string[]
  readonly scripts: readonly { readonly name: string; readonly text: string }[]
  /** Words on the button that skips the step when it failed; undefined where it cannot be skipped. */
  readonly skipLabel: string | undefined
}

/** By step name. */
export type StepExplanations = Readonly<Record<string, StepExplanation>>
