'use client'

import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { SectionTitle } from '@/components/ui/page-header'
import type { ClusterDetail, InstalledApp } from '@/lib/contracts/clusters'
import { clusterApps } from '@/messages/cluster-apps'
import { useAppRuns } from './use-app-runs'

const PasteDialog = dynamic(() => import('./paste-dialog').then((file) => file.PasteDialog))
const RemoveAppDialog = dynamic(() => import('./remove-app-dialog').then((file) => file.RemoveAppDialog))

/** What people pasted as YAML: listed, changed and removed like the apps of the catalogue. */
export function PastedApps({ detail }: { readonly detail: ClusterDetail }) {
  const t = useText(clusterApps)
  const [name, setName] = useState<string>()
  const pasted = detail.installed.filter((app) => app.pasted)
  const blocked = detail.phase === 'ready' ? undefined : t.needsReady
  return (
    <>
      <SectionTitle
        remark={t.pastedRemark}
        action={
          <Button size="small" blockedBy={blocked} onClick={() => setName('')}>
            {t.paste}
          </Button>
        }
      >
        {t.pasted}
      </SectionTitle>
      {pasted.length === 0 ? <p className="text-sm text-soft">{t.pastedNone}</p> : null}
      <ul className="flex flex-col gap-2">
        {pasted.map((app) => (
          <PastedApp
            key={app.app}
            app={app}
            clusterId={detail.id}
            blocked={blocked}
            onPaste={() => setName(app.title)}
          />
        ))}
      </ul>
      {name === undefined ? null : <PasteDialog clusterId={detail.id} name={name} onClose={() => setName(undefined)} />}
    </>
  )
}

interface PastedProps {
  readonly app: InstalledApp
  readonly clusterId: string
  readonly blocked: string | undefined
  readonly onPaste: () => void
}

function PastedApp({ app, clusterId, blocked, onPaste }: PastedProps) {
  const t = useText(clusterApps)
  const [isRemoving, setRemoving] = useState(false)
  const runs = useAppRuns(clusterId, app.app)
  return (
    <li className="flex flex-wrap items-center gap-2">
      <span className="facts font-semibold">{app.title}</span>
      <span className="facts text-sm text-faint">{app.version}</span>
      <span className="ml-auto flex gap-2">
        <Button size="small" blockedBy={blocked} onClick={onPaste}>
          {t.pasteAgain}
        </Button>
        <Button size="small" blockedBy={blocked} onClick={() => setRemoving(true)}>
          {t.remove}
        </Button>
      </span>
      {isRemoving ? (
        <RemoveAppDialog
          title={app.title}
          keepsData
          bringsImages={false}
          runs={runs}
          onClose={() => setRemoving(false)}
        />
      ) : null}
    </li>
  )
}
