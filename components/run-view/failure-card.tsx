'use client'

import { useState } from 'react'
import { useText } from '@/components/text'
import { copyText } from '@/components/ui/copy-text'
import type { Failure } from '@/lib/core/errors'
import { wayOut } from '@/lib/shared/run-view/ways-out'
import { runLog } from '@/messages/run-log'
import styles from './side-card.module.css'

export interface FailureCommand {
  readonly label: string
  readonly kind: 'primary' | 'plain' | 'quiet'
  /** Says why it cannot be pressed now. */
  readonly blocked: string | undefined
  readonly onPress: () => void
}

interface Props {
  readonly failure: Failure
  readonly machine: string
  readonly stage: string
  readonly runId: string
  readonly commands: readonly FailureCommand[]
  /** Why the last command could not be given. */
  readonly commandError: string | undefined
}

const KIND = { primary: styles['primary'], plain: styles['plain'], quiet: styles['quiet'] }

/** What happened, the likely cause, the way out as buttons, and details to copy. */
export function FailureCard({ failure, machine, stage, runId, commands, commandError }: Props) {
  const t = useText(runLog)
  const [copied, setCopied] = useState(false)
  const way = wayOut(failure)
  const details = JSON.stringify({ run: runId, machine, stage, ...failure }, null, 2)
  return (
    <section className={styles['card']} aria-label={t.whatFailed}>
      <span className={styles['badge']}>{t.failedOn(stage, machine)}</span>
      <h2>{way.title}</h2>
      <p className={styles['happened']}>{failure.userMessage}</p>
      <p className={styles['soft']}>
        {way.likely} {way.todo}
      </p>
      <div className={styles['commands']}>
        {commands.map((command) => (
          <button
            key={command.label}
            type="button"
            className={KIND[command.kind]}
            disabled={command.blocked !== undefined}
            title={command.blocked}
            onClick={command.onPress}
          >
            {command.label}
          </button>
        ))}
      </div>
      {commandError === undefined ? null : (
        <p role="alert" className={styles['commandError']}>
          {commandError}
        </p>
      )}
      {way.byHand.length === 0 ? null : (
        <dl>
          <dt>{t.byHand}</dt>
          <dd>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must take the keyboard */}
            <pre tabIndex={0}>{way.byHand.join('\n')}</pre>
          </dd>
        </dl>
      )}
      <details className={styles['details']}>
        <summary>{t.details}</summary>
        <button type="button" className={styles['small']} onClick={() => void copyText(details).then(setCopied)}>
          {copied ? t.copied : t.copy}
        </button>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must take the keyboard */}
        <pre tabIndex={0}>{details}</pre>
      </details>
    </section>
  )
}
