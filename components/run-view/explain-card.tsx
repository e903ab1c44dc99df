'use client'

import { PracticeNote } from '@/components/practice/practice-note'
import { useText } from '@/components/text'
import { CopyButton } from '@/components/ui/copy-button'
import type { StepExplanation } from '@/lib/shared/run-view/step-explanation'
import { practice as practiceWords } from '@/messages/practice'
import { runView } from '@/messages/run-view'
import styles from './side-card.module.css'

interface Props {
  readonly machine: string
  readonly steps: readonly StepExplanation[]
  readonly waitsFor: readonly string[]
  /** The machines are simulated: what is explained would run on real ones. */
  readonly practice: boolean
}

/** What the steps of a station do, why, the exact scripts that run, and how to do it by hand. */
export function ExplainCard({ machine, steps, waitsFor, practice }: Props) {
  const t = useText(runView)
  const { explainNote } = useText(practiceWords)
  return (
    <section className={styles['card']} aria-label={t.explanation}>
      {waitsFor.length > 0 ? <p className={styles['waits']}>{t.waitsFor(waitsFor)}</p> : null}
      {practice && steps.length > 0 ? <PracticeNote className="mb-3">{explainNote}</PracticeNote> : null}
      {steps.map((step) => (
        <ExplainStep key={step.name} machine={machine} step={step} />
      ))}
    </section>
  )
}

function ExplainStep({ machine, step }: { readonly machine: string; readonly step: StepExplanation }) {
  const t = useText(runView)
  const byHand = step.byHand.join('\n')
  return (
    <article className={styles['step']}>
      <h2>
        {step.title} <small>{t.onMachine(machine)}</small>
      </h2>
      <dl>
        <dt>{t.whatItDoes}</dt>
        <dd>{step.what}</dd>
        <dt>{t.why}</dt>
        <dd>{step.why}</dd>
        {byHand === '' ? null : (
          <>
            <dt className="flex items-center justify-between">
              {t.byHand} <CopyButton text={byHand} kind="quiet" />
            </dt>
            <dd>
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must take the keyboard */}
              <pre tabIndex={0}>{byHand}</pre>
            </dd>
          </>
        )}
        {step.scripts.length === 0 ? null : (
          <>
            <dt>{t.exactCommands}</dt>
            <dd>
              {step.scripts.map((script) => (
                <details key={script.name}>
                  <summary>{script.name}.sh</summary>
                  {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must take the keyboard */}
                  <pre tabIndex={0}>{script.text}</pre>
                </details>
              ))}
            </dd>
          </>
        )}
      </dl>
    </article>
  )
}
