'use client'

import { useState } from 'react'
import type { StepExplanation } from '@/lib/shared/run-view/step-explanation'
import styles from './side-card.module.css'

interface Props {
  readonly machine: string
  readonly steps: readonly StepExplanation[]
  readonly waitsFor: readonly string[]
}

/** What the steps of a station do, why, the exact scripts that run, and how to do it by hand. */
export function ExplainCard({ machine, steps, waitsFor }: Props) {
  return (
    <section className={styles['card']} aria-label="Explanation">
      {waitsFor.length > 0 ? <p className={styles['waits']}>Waits for {waitsFor.join(', ')}.</p> : null}
      {steps.map((step) => (
        <ExplainStep key={step.name} machine={machine} step={step} />
      ))}
    </section>
  )
}

function ExplainStep({ machine, step }: { readonly machine: string; readonly step: StepExplanation }) {
  const [copied, setCopied] = useState(false)
  const byHand = step.byHand.join('\n')
  return (
    <article className={styles['step']}>
      <h3>
        {step.title} <small>on {machine}</small>
      </h3>
      <dl>
        <dt>What this step does</dt>
        <dd>{step.what}</dd>
        <dt>Why</dt>
        <dd>{step.why}</dd>
        {byHand === '' ? null : (
          <>
            <dt>
              By hand
              <button
                type="button"
                className={styles['small']}
                onClick={() => void navigator.clipboard.writeText(byHand).then(() => setCopied(true))}
              >
                {copied ? 'Copied' : 'Copy'}
              </button>
            </dt>
            <dd>
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must take the keyboard */}
              <pre tabIndex={0}>{byHand}</pre>
            </dd>
          </>
        )}
        {step.scripts.length === 0 ? null : (
          <>
            <dt>The exact commands</dt>
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
