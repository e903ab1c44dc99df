'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { PracticeBadge } from '@/components/practice/practice-badge'
import { useText } from '@/components/text'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { SectionTitle } from '@/components/ui/page-header'
import { callApi, failureOf } from '@/lib/shared/call-api'
import { paths } from '@/lib/shared/paths'
import { clusterView } from '@/messages/cluster-view'
import { practice as practiceWords } from '@/messages/practice'

interface Props {
  readonly clusterId: string
  readonly name: string
  readonly practice: boolean
}

/** Deletion: the exact list of what will be undone, and the name typed. */
export function DangerZone(props: Props) {
  const t = useText(clusterView)
  const { deleteWords } = useText(practiceWords)
  const [asking, setAsking] = useState(false)
  return (
    <>
      <SectionTitle>{t.dangerZone}</SectionTitle>
      <Card className="flex flex-wrap items-center gap-3 border-bad">
        <div className="min-w-0 flex-1 basis-72">
          <h3 className="font-semibold">{t.deleteTitle}</h3>
          <p className="text-soft">{props.practice ? deleteWords : t.deleteWords}</p>
        </div>
        <Button kind="danger" onClick={() => setAsking(true)}>
          {t.deleteOpen}
        </Button>
      </Card>
      {asking ? <DeleteDialog {...props} onClose={() => setAsking(false)} /> : null}
    </>
  )
}

function DeleteDialog({ clusterId, name, practice, onClose }: Props & { readonly onClose: () => void }) {
  const t = useText(clusterView)
  const router = useRouter()
  const params = { clusterId }
  const plan = useQuery({
    queryKey: ['deletion', clusterId],
    queryFn: ({ signal }) => callApi('GET /api/clusters/[clusterId]/deletion', { params, signal }),
  })
  const deletion = useMutation({
    mutationFn: () => callApi('DELETE /api/clusters/[clusterId]', { params, body: { name } }),
    onSuccess: ({ runNumber }) => router.push(paths.run({ clusterId, runNumber })),
  })
  const failure = deletion.error ?? plan.error
  return (
    <ConfirmDialog
      title={
        <span className="flex items-center gap-2">
          {t.deleteTitle} {practice ? <PracticeBadge /> : null}
        </span>
      }
      typed={{ text: name, label: t.deleteConfirm(name), missing: t.deleteMissing }}
      action={t.deleteButton}
      busy={deletion.isPending || plan.isPending}
      failure={failure === null ? undefined : failureOf(failure)}
      onConfirm={() => deletion.mutate()}
      onClose={onClose}
    >
      <p className="font-medium">{t.deleteList}</p>
      <ul className="max-h-56 overflow-auto text-sm">
        {(plan.data?.lines ?? []).map((line) => (
          <li key={line.where} className="border-t border-line py-1.5 first:border-t-0">
            <span className="facts font-medium">{line.where}</span>
            <ul className="list-disc pl-5 text-soft">
              {line.what.map((what) => (
                <li key={what}>{what}</li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </ConfirmDialog>
  )
}
