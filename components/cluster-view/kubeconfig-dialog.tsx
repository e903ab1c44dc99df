'use client'

import { useMutation } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { PracticeBadge } from '@/components/practice/practice-badge'
import { PracticeNote } from '@/components/practice/practice-note'
import { useText } from '@/components/text'
import { AnchorButton, Button } from '@/components/ui/button'
import { CodeBlock } from '@/components/ui/code-block'
import { Dialog } from '@/components/ui/dialog'
import { Notice } from '@/components/ui/notice'
import { callApi, failureOf } from '@/lib/shared/call-api'
import { paths } from '@/lib/shared/paths'
import { clusterView } from '@/messages/cluster-view'
import { practice as practiceWords } from '@/messages/practice'

interface Props {
  readonly clusterId: string
  readonly name: string
  readonly practice: boolean
  readonly onClose: () => void
}

/** The key to the cluster for kubectl, and how to use it. */
export function KubeconfigDialog({ clusterId, name, practice, onClose }: Props) {
  const t = useText(clusterView)
  const { kubeconfigNote } = useText(practiceWords)
  const router = useRouter()
  const renew = useMutation({
    mutationFn: () => callApi('POST /api/clusters/[clusterId]/access', { params: { clusterId } }),
    onSuccess: ({ runNumber }) => router.push(paths.run({ clusterId, runNumber })),
  })
  return (
    <Dialog
      open
      onClose={onClose}
      title={
        <span className="flex items-center gap-2">
          {t.kubeconfig} {practice ? <PracticeBadge /> : null}
        </span>
      }
      actions={
        <>
          {practice ? null : (
            <Button busy={renew.isPending} onClick={() => renew.mutate()}>
              {t.kubeconfigRenew}
            </Button>
          )}
          <AnchorButton kind="primary" href={`/api/clusters/${clusterId}/kubeconfig`} download>
            {t.kubeconfigDownload}
          </AnchorButton>
        </>
      }
    >
      {renew.error === null ? null : (
        <Notice tone="bad" role="alert" className="mb-3">
          {failureOf(renew.error).userMessage}
        </Notice>
      )}
      {practice ? <PracticeNote className="mb-3">{kubeconfigNote}</PracticeNote> : null}
      <p>{t.kubeconfigWords}</p>
      <p className="mt-3 mb-1 text-soft">{t.kubeconfigUse}</p>
      <CodeBlock label={t.kubeconfigUse} text={`export KUBECONFIG=$PWD/${name}.kubeconfig\nkubectl get nodes`} />
      {practice ? null : <p className="mt-3 text-sm text-soft">{t.kubeconfigEnds}</p>}
    </Dialog>
  )
}
