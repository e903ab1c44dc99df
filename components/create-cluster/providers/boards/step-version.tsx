'use client'

import { useText } from '@/components/text'
import { LinkButton } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { CheckField, SelectField } from '@/components/ui/field'
import { Notice } from '@/components/ui/notice'
import { SectionTitle } from '@/components/ui/page-header'
import { SkeletonRows } from '@/components/ui/skeleton'
import type { ListedRelease } from '@/lib/contracts/artifacts'
import { paths } from '@/lib/shared/paths'
import { NameField } from '../../name-field'
import type { WizardContext } from '../../wizard-part'
import { type BoardsDraft, type ChangeBoards, chosenRelease } from './boards-draft'
import { boardsWords } from './boards-words'

interface Props {
  readonly context: WizardContext
  readonly draft: BoardsDraft
  /** Undefined while they are still being asked for. */
  readonly releases: readonly ListedRelease[] | undefined
  readonly onChange: ChangeBoards
}

/** Its name, the k3s version, and the apps that come with it. */
export function StepVersion({ context, draft, releases, onChange }: Props) {
  const t = useText(boardsWords)
  const release = chosenRelease(draft, releases)
  const toggle = (app: string, wanted: boolean) =>
    onChange((now) => ({
      ...now,
      apps: wanted ? [...now.apps, app] : now.apps.filter((one) => one !== app),
    }))
  return (
    <div className="flex flex-col gap-4">
      <Card className="flex flex-col gap-3.5">
        <NameField {...context} hint={t.nameHint} />
        {releases === undefined ? (
          <SkeletonRows rows={1} label={t.loadingReleases} />
        ) : releases.length === 0 ? (
          <Notice
            tone="warn"
            action={
              <LinkButton href={paths.releases()} size="small">
                {t.toReleases}
              </LinkButton>
            }
          >
            {t.noReleases}
          </Notice>
        ) : (
          <SelectField
            label={t.version}
            hint={t.versionHint}
            value={release?.version ?? ''}
            onChange={(event) => onChange((now) => ({ ...now, k3sVersion: event.target.value }))}
          >
            {releases.map((one) => (
              <option key={one.version} value={one.version}>
                {[
                  one.version,
                  one.recommended ? t.recommended : undefined,
                  one.complete.length > 0 ? `${t.inStore} (${one.complete.join(', ')})` : t.toFetch,
                ]
                  .filter((part) => part !== undefined)
                  .join(' · ')}
              </option>
            ))}
          </SelectField>
        )}
      </Card>
      <div>
        <SectionTitle remark={t.appsRemark}>{t.apps}</SectionTitle>
        <Card className="flex flex-col gap-3">
          <CheckField
            label={t.traefik}
            hint={t.traefikHint}
            checked={draft.traefik}
            onChange={(event) => {
              const traefik = event.target.checked
              onChange((now) => ({ ...now, traefik }))
            }}
          />
          {context.apps.length === 0 ? <p className="text-soft">{t.noApps}</p> : null}
          {context.apps.map((app) => (
            <CheckField
              key={app.id}
              label={app.title}
              hint={app.images.length === 0 ? `${app.summary} ${t.noImage}` : app.summary}
              disabled={app.images.length === 0 && !draft.apps.includes(app.id)}
              checked={draft.apps.includes(app.id)}
              onChange={(event) => toggle(app.id, event.target.checked)}
            />
          ))}
        </Card>
      </div>
    </div>
  )
}
