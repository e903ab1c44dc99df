'use client'

import { useEffect, useState } from 'react'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { CodeBlock } from '@/components/ui/code-block'
import { Notice } from '@/components/ui/notice'
import { SectionTitle } from '@/components/ui/page-header'
import { Skeleton } from '@/components/ui/skeleton'
import type { Obstacle } from '@/lib/contracts/clusters'
import { createCluster } from '@/messages/create-cluster'
import type { WizardProblem } from './wizard-part'

interface Props {
  /** What will be sent, as data. */
  readonly definition: unknown
  /** What will happen, in order. */
  readonly happens: readonly string[]
  readonly problems: readonly WizardProblem[]
  /** What the panel finds against it when nothing is missing. */
  readonly obstacles: readonly Obstacle[]
  readonly onGo: (step: string) => void
}

/** Everything once more, before anything is changed. */
export function StepReview({ definition, happens, problems, obstacles, onGo }: Props) {
  const t = useText(createCluster)
  return (
    <div>
      {problems.length === 0 ? null : (
        <Notice tone="warn" className="mb-4">
          <p className="font-semibold">{t.missing}</p>
          <ul>
            {problems.map(({ step, text }) => (
              <li key={text} className="flex items-center gap-2">
                {text}
                <Button size="small" kind="quiet" onClick={() => onGo(step)}>
                  {t.goThere}
                </Button>
              </li>
            ))}
          </ul>
        </Notice>
      )}
      {obstacles.map(({ level, sentence, wayOut }) => (
        <Notice key={sentence} tone={level === 'blocker' ? 'warn' : 'idle'} className="mb-4">
          <p>{sentence}</p>
          {wayOut === undefined ? null : <p className="text-sm">{wayOut}</p>}
        </Notice>
      ))}
      <SectionTitle>{t.whatHappens}</SectionTitle>
      <Card>
        <ol className="list-decimal space-y-1 pl-5 marker:font-mono marker:text-faint">
          {happens.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ol>
      </Card>
      <SectionTitle remark={t.yamlRemark}>{t.yaml}</SectionTitle>
      <Yaml value={definition} />
    </div>
  )
}

/** The writer of YAML is loaded when the review is opened, not with the page. */
function Yaml({ value }: { readonly value: unknown }) {
  const t = useText(createCluster)
  const [text, setText] = useState<string>()
  const json = JSON.stringify(value)
  useEffect(() => {
    let current = true
    void import('yaml').then(({ stringify }) => {
      if (current) setText(stringify(JSON.parse(json)))
    })
    return () => {
      current = false
    }
  }, [json])
  return text === undefined ? <Skeleton className="h-40" /> : <CodeBlock label={t.yaml} text={text.trimEnd()} />
}
