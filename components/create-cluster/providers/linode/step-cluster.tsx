'use client'

import { useText } from '@/components/text'
import { LinkButton } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { CheckField, SelectField } from '@/components/ui/field'
import { Notice } from '@/components/ui/notice'
import { SectionTitle } from '@/components/ui/page-header'
import { SkeletonRows } from '@/components/ui/skeleton'
import type { CatalogueApp } from '@/lib/contracts/apps'
import type { ListedRelease } from '@/lib/contracts/artifacts'
import type { PricedParts } from '@/lib/shared/cloud/cluster-cost'
import { paths } from '@/lib/shared/paths'
import { NameField } from '../../name-field'
import type { WizardContext } from '../../wizard-part'
import { LifetimeField } from './lifetime-field'
import type { ChangeLinode, Chosen, LinodeDraft } from './linode-draft'
import { NetworksField } from './networks-field'
import { stepWords } from './step-words'

interface Props {
  readonly context: WizardContext
  readonly draft: LinodeDraft
  readonly chosen: Chosen
  /** Undefined while they are being asked for; null in a simulated cloud, which has one of its own. */
  readonly releases: readonly ListedRelease[] | undefined | null
  readonly parts: PricedParts | undefined
  readonly yourAddress: string | undefined
  readonly onChange: ChangeLinode
}

/** Its name and version, how long it lives, what runs on it, and who may reach it. */
export function StepCluster({ context, draft, chosen, releases, parts, yourAddress, onChange }: Props) {
  const t = useText(stepWords)
  const hintOf = (app: CatalogueApp) => {
    if (app.images.length > 0) return app.summary
    return (releases === null ? app.notInPractice : undefined) ?? `${app.summary} ${t.noImage}`
  }
  return (
    <div className="flex flex-col gap-5">
      <Card className="grid gap-4 md:grid-cols-2">
        <NameField {...context} hint={t.nameHint} />
        {releases === null ? null : <VersionField releases={releases} chosen={chosen} onChange={onChange} />}
      </Card>
      <LifetimeField draft={draft} parts={parts} isSimulated={releases === null} onChange={onChange} />
      <div>
        <SectionTitle remark={t.appsRemark}>{t.apps}</SectionTitle>
        <Card className="grid gap-3 md:grid-cols-2">
          <CheckField
            label={t.traefik}
            hint={t.traefikHint}
            checked={draft.traefik}
            onChange={(event) => {
              const traefik = event.target.checked
              onChange((now) => ({ ...now, traefik }))
            }}
          />
          {context.apps.map((app) => (
            <CheckField
              key={app.id}
              label={app.title}
              hint={hintOf(app)}
              disabled={app.images.length === 0}
              checked={chosen.apps.includes(app.id)}
              onChange={(event) => {
                const wanted = event.target.checked
                onChange((now) => ({
                  ...now,
                  apps: wanted ? [...now.apps, app.id] : now.apps.filter((one) => one !== app.id),
                }))
              }}
            />
          ))}
        </Card>
      </div>
      <NetworksField allowedFrom={draft.allowedFrom} yourAddress={yourAddress} onChange={onChange} />
    </div>
  )
}

function VersionField(
  props: Pick<Props, 'chosen' | 'onChange'> & { readonly releases: readonly ListedRelease[] | undefined },
) {
  const t = useText(stepWords)
  const { releases, chosen, onChange } = props
  if (releases === undefined) return <SkeletonRows rows={1} label={t.loadingReleases} />
  if (releases.length === 0) {
    const action = (
      <LinkButton href={paths.releases()} size="small">
        {t.toReleases}
      </LinkButton>
    )
    return (
      <Notice tone="warn" action={action}>
        {t.noReleases}
      </Notice>
    )
  }
  return (
    <SelectField
      label={t.version}
      value={chosen.release?.version ?? ''}
      onChange={(event) => {
        const k3sVersion = event.target.value
        onChange((now) => ({ ...now, k3sVersion }))
      }}
    >
      {releases.map(({ version, recommended, complete }) => (
        <option key={version} value={version}>
          {[
            version,
            ...(recommended ? [t.versionRecommended] : []),
            complete.includes('amd64') ? t.inStore : t.toFetch,
          ].join(' · ')}
        </option>
      ))}
    </SelectField>
  )
}
