'use client'

import { Card } from '@/components/ui/card'
import { CheckField } from '@/components/ui/field'
import type { CatalogueApp } from '@/lib/contracts/apps'

interface Props {
  readonly apps: readonly CatalogueApp[]
  /** Ids of those that are wanted. */
  readonly chosen: readonly string[]
  readonly onChange: (change: (chosen: readonly string[]) => readonly string[]) => void
}

/** What shall be installed on simulated machines; what they cannot run says why. */
export function PracticeApps({ apps, chosen, onChange }: Props) {
  return (
    <Card className="flex flex-col gap-3">
      {apps.map((app) => (
        <CheckField
          key={app.id}
          label={app.title}
          hint={app.notInPractice ?? app.summary}
          disabled={app.notInPractice !== undefined}
          checked={chosen.includes(app.id)}
          onChange={(event) => {
            const wanted = event.target.checked
            onChange((now) => (wanted ? [...now, app.id] : now.filter((one) => one !== app.id)))
          }}
        />
      ))}
    </Card>
  )
}
